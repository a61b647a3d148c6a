//! Work on several processors: takes independent pieces of it, gives what came of them, in their order.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The stack of a thread. Types nest up to 32 lists and maps and documents up to 100 values; syn, which calls itself for each,
/// takes more than the 2 MiB that threads have by default when it is not optimized.
const STACK: usize = 32 << 20;

/// Does something with every item, on as many threads as there are processors. They take the items in their order, one at a
/// time: those that take long should come first.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_on(std::thread::available_parallelism().map_or(1, |it| it.get()), items, work)
}

/// The same on so many threads.
pub fn map_on<T: Sync, R: Send>(threads: usize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return done };
            done.push((at, work(item)));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let start = || std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, take).ok();
        let started: Vec<_> = (0..threads.min(items.len())).map_while(|_| start()).collect();
        // Where no thread can be had, this one does everything.
        let mut done = if started.is_empty() { take() } else { Vec::new() };
        for it in started {
            done.extend(it.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::{map, map_on};

    #[test]
    fn results_have_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        assert_eq!(map(&items, |it| it * 2), items.iter().map(|it| it * 2).collect::<Vec<_>>());
        assert_eq!(map_on(7, &items, |it| it * 2), map_on(1, &items, |it| it * 2));
        assert!(map(&[], |it: &u8| *it).is_empty());
    }
}
