//! Runs every scenario of the peer's suite with the generated clients, asserts what comes of each, and compares with the
//! server's own counters: `azrest-peers BASE_URL OPENID_URL NOT_REACHED_FILE [TEXT]`, where TEXT selects scenarios by name or document.

mod peer;
mod report;
mod scenario;
mod scenarios;

use std::process::ExitCode;

use azrest_runtime::ReqwestTransport;

use peer::Peer;
use report::{Counters, Report};

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(base), Some(openid), Some(not_reached)) = (arguments.next(), arguments.next(), arguments.next()) else {
        eprintln!("usage: azrest-peers BASE_URL OPENID_URL NOT_REACHED_FILE [TEXT]");
        return ExitCode::from(2);
    };
    let chosen = arguments.next();
    let transport = ReqwestTransport::new().expect("a transport");
    let mut report = Report::new(&std::fs::read_to_string(&not_reached).expect("the list of what is not reached"));
    let counters = Counters::new(&base, &transport);
    counters.clear().await;
    for scenario in scenarios::all() {
        let is_chosen =
            |text: &String| scenario.name.contains(text.as_str()) || scenario.document.contains(text.as_str());
        if !chosen.as_ref().is_none_or(is_chosen) {
            continue;
        }
        let before = counters.read().await;
        let outcome = tokio::spawn(scenario.run(Peer::new(&base, &openid, &transport))).await;
        let after = counters.read().await;
        report.add(&scenario, outcome.is_ok(), &before, &after);
    }
    let complete = chosen.is_none();
    if report.print(&counters.read().await, complete) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
