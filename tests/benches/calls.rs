//! What a typed call costs beside the same request by hand with reqwest and serde_json, over loopback and with the same
//! reqwest client: the time as a ratio in one run, the calls taking turns, and the time of the processor.
#![allow(clippy::expect_used, clippy::print_stdout)] // a bench fails by panicking and tells what it found

mod loopback;

use std::hint::black_box;
use std::time::{Duration, Instant};

use loopback::Setup;

/// The budget: a typed call takes at most this much of the time of one by hand.
const BUDGET: f64 = 1.05;

fn main() {
    let it = Setup::new();
    compare("one call", 10_000, || it.typed_call(), || it.call_by_hand());
    compare("a page of 1,000 items", 1000, || it.typed_page(), || it.page_by_hand());
}

/// Runs both by turns, and prints the medians and their ratio.
fn compare<A, B>(what: &str, rounds: usize, mut typed: impl FnMut() -> A, mut by_hand: impl FnMut() -> B) {
    let time = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    let (mut ours, mut theirs) = (Vec::with_capacity(rounds), Vec::with_capacity(rounds));
    for round in 0..rounds + rounds / 10 {
        // Who is first takes turns too, and the first rounds only warm up.
        let (one, other);
        if round % 2 == 0 {
            one = time(&mut || drop(black_box(typed())));
            other = time(&mut || drop(black_box(by_hand())));
        } else {
            other = time(&mut || drop(black_box(by_hand())));
            one = time(&mut || drop(black_box(typed())));
        }
        if round >= rounds / 10 {
            ours.push(one);
            theirs.push(other);
        }
    }
    let (ours, theirs) = (median(ours), median(theirs));
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!("{what}: typed {ours:.1?}, by hand {theirs:.1?}, ratio {ratio:.3} (budget {BUDGET})");
    if let Some((ours, theirs)) =
        processor_times(rounds, &mut || drop(black_box(typed())), &mut || drop(black_box(by_hand())))
    {
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        println!("{what}, processor alone: typed {ours:.1?}, by hand {theirs:.1?}, ratio {ratio:.3}");
    }
}

/// The mean time that this thread, which is the whole client, has the processor for one round of each. Whoever else wants
/// it does not count, nor does waiting. Only Linux tells it.
fn processor_times(rounds: usize, typed: &mut dyn FnMut(), by_hand: &mut dyn FnMut()) -> Option<(Duration, Duration)> {
    // The kernel counts when it switches threads, so the last round of a batch may count for the next batch.
    const BATCHES: usize = 20;
    let batch = rounds.div_ceil(BATCHES);
    let time = |work: &mut dyn FnMut()| {
        let start = processor_time()?;
        (0..batch).for_each(|_| work());
        processor_time()?.checked_sub(start)
    };
    let (mut ours, mut theirs) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..BATCHES {
        ours += time(typed)?;
        theirs += time(by_hand)?;
    }
    let count = u32::try_from(batch * BATCHES).ok()?;
    Some((ours / count, theirs / count))
}

fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
