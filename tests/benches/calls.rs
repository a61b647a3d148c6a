//! What a typed call costs beside the same request by hand with reqwest and serde_json, over loopback and with the same
//! reqwest client: the time as a ratio in one run, the calls taking turns, the time of the processor, and the allocations.
#![allow(clippy::expect_used, clippy::print_stdout)] // a bench fails by panicking and tells what it found

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use azrest_resources::Client;
use azrest_resources::models::ResourceGroup;
use azrest_runtime::ReqwestTransport;
use azrest_runtime::auth::StaticTokenCredential;
use divan::AllocProfiler;
use reqwest::redirect::Policy;
use serde::Deserialize;
use tokio::runtime::Runtime;

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

const SUBSCRIPTION: &str = "4385cf00-2d3a-425a-832f-f4285b1c9dce";
const API_VERSION: &str = "2024-07-01";

/// The items of a page.
const ITEMS: usize = 1000;

/// The budget: a typed call takes at most this much of the time of one by hand.
const BUDGET: f64 = 1.05;

fn main() {
    // reqwest by itself wants to be told; the runtime tells its own. Nothing is encrypted on loopback.
    rustls::crypto::ring::default_provider().install_default().expect("the first one");
    let it = Setup::new();
    compare("one call", 10_000, || it.typed_call(), || it.call_by_hand());
    compare("a page of 1,000 items", 1000, || it.typed_page(), || it.page_by_hand());
    divan::main();
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

/// A resource group as one would write it down for serde's derive.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read and not looked at")]
struct Group {
    id: Option<String>,
    name: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    properties: Option<Properties>,
    location: Option<String>,
    managed_by: Option<String>,
    tags: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read and not looked at")]
struct Properties {
    provisioning_state: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Groups {
    value: Vec<Group>,
    next_link: Option<String>,
}

/// Both clients and their server, which has a thread of its own, so that its work is in neither count.
struct Setup {
    runtime: Runtime,
    client: Client,
    by_hand: reqwest::Client,
    endpoint: String,
}

impl Setup {
    fn new() -> Self {
        let endpoint = serve();
        // With the limits of time that reqwest by itself does not have, and no service should be called without.
        let by_hand = reqwest::Client::builder().no_proxy().redirect(Policy::none());
        let by_hand = by_hand.connect_timeout(Duration::from_secs(20)).read_timeout(Duration::from_secs(100));
        let by_hand = by_hand.build().expect("a client");
        let client = Client::builder(StaticTokenCredential::new("token"), SUBSCRIPTION);
        let client = client.transport(ReqwestTransport::from_client(by_hand.clone()));
        let client = client.endpoint(&endpoint).allow_loopback_http().build().expect("a client");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { runtime, client, by_hand, endpoint }
    }

    fn typed_call(&self) -> ResourceGroup {
        let call = self.client.resource_groups().get("group-1");
        self.runtime.block_on(call.into_future()).expect("a group")
    }

    fn call_by_hand(&self) -> Group {
        let url =
            format!("{}/subscriptions/{SUBSCRIPTION}/resourcegroups/group-1?api-version={API_VERSION}", self.endpoint);
        self.runtime.block_on(async { serde_json::from_slice(&self.fetch(&url).await).expect("a group") })
    }

    fn typed_page(&self) -> Vec<ResourceGroup> {
        let list = self.client.resource_groups().list();
        self.runtime.block_on(async {
            let mut pages = list.by_page();
            pages.try_next().await.expect("a page").expect("a page").items
        })
    }

    fn page_by_hand(&self) -> Vec<Group> {
        let url = format!("{}/subscriptions/{SUBSCRIPTION}/resourcegroups?api-version={API_VERSION}", self.endpoint);
        self.runtime.block_on(async {
            let groups: Groups = serde_json::from_slice(&self.fetch(&url).await).expect("a page");
            assert!(groups.next_link.is_none());
            groups.value
        })
    }

    async fn fetch(&self, url: &str) -> Bytes {
        let request = self.by_hand.get(url).bearer_auth("token").header("accept", "application/json");
        let response = request.send().await.expect("a response").error_for_status().expect("a success");
        response.bytes().await.expect("a body")
    }
}

fn group(index: usize) -> serde_json::Value {
    serde_json::json!({
        "id": format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/group-{index}"),
        "name": format!("group-{index}"),
        "type": "Microsoft.Resources/resourceGroups",
        "location": "westeurope",
        "tags": {"environment": "production", "cost-center": "1234"},
        "properties": {"provisioningState": "Succeeded"},
    })
}

/// Starts the server and gives its URL.
fn serve() -> String {
    let one = group(1).to_string();
    let page = serde_json::json!({"value": (0..ITEMS).map(group).collect::<Vec<_>>()}).to_string();
    let json = |text: String| move || std::future::ready(([(CONTENT_TYPE, "application/json")], text.clone()));
    let router = Router::new()
        .route("/subscriptions/{subscription}/resourcegroups/{group}", get(json(one)))
        .route("/subscriptions/{subscription}/resourcegroups", get(json(page)));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a listener");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            axum::serve(listener, router).await.expect("a server");
        });
    });
    url
}
