//! What a typed call allocates beside the same request by hand with reqwest and serde_json. Times are the bench `calls`:
//! counting costs time at every allocation.
#![allow(clippy::expect_used)] // a bench fails by panicking

mod loopback;

use divan::AllocProfiler;
use loopback::Setup;

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench]
fn typed_call(bencher: divan::Bencher<'_, '_>) {
    let it = Setup::new();
    bencher.bench_local(|| it.typed_call());
}

#[divan::bench]
fn call_by_hand(bencher: divan::Bencher<'_, '_>) {
    let it = Setup::new();
    bencher.bench_local(|| it.call_by_hand());
}

#[divan::bench]
fn typed_page(bencher: divan::Bencher<'_, '_>) {
    let it = Setup::new();
    bencher.bench_local(|| it.typed_page());
}

#[divan::bench]
fn page_by_hand(bencher: divan::Bencher<'_, '_>) {
    let it = Setup::new();
    bencher.bench_local(|| it.page_by_hand());
}
