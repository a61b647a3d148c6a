//! The report: takes the outcome of each scenario and the server's counters, gives the scores and the verdict.

use std::collections::{BTreeMap, BTreeSet};

use azrest_runtime::http::{HeaderMap, Method};
use azrest_runtime::url::Url;
use azrest_runtime::{ReqwestTransport, Transport, TransportRequest};

use crate::peer::body;
use crate::scenario::Scenario;

/// The categories of the server's report.
const CATEGORIES: [&str; 3] = ["vanilla", "azure", "optional"];

/// How often the server saw each of its scenarios, with the category of each.
pub(crate) type Counts = BTreeMap<String, (&'static str, i64)>;

/// The server's counters.
pub(crate) struct Counters {
    base: String,
    transport: ReqwestTransport,
}

impl Counters {
    pub(crate) fn new(base: &str, transport: &ReqwestTransport) -> Self {
        Self { base: base.to_owned(), transport: transport.clone() }
    }

    /// Sets all counters to 0.
    pub(crate) async fn clear(&self) {
        self.send(Method::POST, "/report/clear").await;
    }

    pub(crate) async fn read(&self) -> Counts {
        let mut counts = Counts::new();
        for category in CATEGORIES {
            let body = self.send(Method::GET, &format!("/report/{category}")).await;
            let of_category: BTreeMap<String, i64> = serde_json::from_slice(&body).expect("a report");
            counts.extend(of_category.into_iter().map(|(name, count)| (name, (category, count))));
        }
        counts
    }

    async fn send(&self, method: Method, path: &str) -> Vec<u8> {
        let url = Url::parse(&format!("{}{path}", self.base)).expect("a URL");
        let request = TransportRequest::new(method, url, HeaderMap::new(), None);
        let response = self.transport.send(request).await.expect("the server answers");
        body(response.body).await
    }
}

/// What came of one document.
#[derive(Default)]
struct Score {
    asserted: usize,
    failed: Vec<&'static str>,
    counted: BTreeSet<String>,
}

/// What came of all scenarios.
pub(crate) struct Report {
    scores: Vec<(&'static str, Score)>,
    /// Scenarios that are not reached: a name, or the beginning of names with `*` after it.
    not_reached: BTreeSet<String>,
    problems: Vec<String>,
}

impl Report {
    /// A report; `not_reached` has lines of a name or a beginning of names, a colon, the reason.
    pub(crate) fn new(not_reached: &str) -> Self {
        let lines = not_reached.lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with('#'));
        let mut problems = Vec::new();
        let mut listed = BTreeSet::new();
        for line in lines {
            match line.split_once(':').map(|(name, reason)| (name.trim(), reason.trim())) {
                Some((name, reason)) if !reason.is_empty() => {
                    if !listed.insert(name.to_owned()) {
                        problems.push(format!("{name}: listed twice as not reached"));
                    }
                }
                _ => problems.push(format!("`{line}`: no name and reason of what is not reached")),
            }
        }
        Self { scores: Vec::new(), not_reached: listed, problems }
    }

    /// Takes in what came of a scenario: whether its assertions held, and which counters moved.
    pub(crate) fn add(&mut self, scenario: &Scenario, held: bool, before: &Counts, after: &Counts) {
        if self.scores.last().is_none_or(|(document, _)| *document != scenario.document) {
            self.scores.push((scenario.document, Score::default()));
        }
        let Some((document, score)) = self.scores.last_mut() else { return };
        score.asserted += 1;
        let moved: BTreeSet<&str> = after
            .iter()
            .filter(|(name, (_, count))| before.get(*name).is_none_or(|(_, earlier)| count > earlier))
            .map(|(name, _)| name.as_str())
            .collect();
        if !held {
            score.failed.push(scenario.name);
            self.problems.push(format!("{document}: {}: its assertions failed, see above", scenario.name));
        }
        if scenario.counted {
            for name in scenario.name.split('+') {
                score.counted.insert(name.to_owned());
                if !moved.contains(name) {
                    let text = format!("{document}: {name}: the server did not count it, but {moved:?}");
                    self.problems.push(text);
                }
            }
        }
    }

    /// Prints the scores, and whether all is well. `complete` says that every scenario ran.
    pub(crate) fn print(mut self, counts: &Counts, complete: bool) -> bool {
        println!("\n{:<28} {:>9} {:>7} {:>8}", "document", "scenarios", "failed", "counted");
        for (document, score) in &self.scores {
            let counted = score.counted.iter().filter(|name| counts.get(*name).is_some_and(|it| it.1 > 0)).count();
            let counted = format!("{counted}/{}", score.counted.len());
            println!("{document:<28} {:>9} {:>7} {counted:>8}", score.asserted, score.failed.len());
        }
        let asserted: BTreeSet<&String> = self.scores.iter().flat_map(|(_, score)| &score.counted).collect();
        println!("\n{:<28} {:>9} {:>7}", "the server's report", "seen", "of");
        for category in CATEGORIES {
            let of_category: Vec<_> = counts.iter().filter(|(_, it)| it.0 == category).collect();
            let seen = of_category.iter().filter(|(_, it)| it.1 > 0).count();
            println!("{category:<28} {seen:>9} {:>7}", of_category.len());
        }
        if complete {
            let mut unused = self.not_reached.clone();
            for name in counts.keys() {
                let matches = |pattern: &&String| match pattern.strip_suffix('*') {
                    Some(beginning) => name.starts_with(beginning),
                    None => *pattern == name,
                };
                let listed: Vec<_> = self.not_reached.iter().filter(matches).collect();
                for pattern in &listed {
                    unused.remove(*pattern);
                }
                match (asserted.contains(name), listed.is_empty()) {
                    (true, false) => self.problems.push(format!("{name}: listed as not reached, and asserted")),
                    (false, true) => {
                        self.problems.push(format!("{name}: neither asserted nor listed as not reached"));
                    }
                    _ => {}
                }
            }
            for name in unused {
                self.problems.push(format!("{name}: listed as not reached, but the server has no such scenario"));
            }
        }
        for problem in &self.problems {
            println!("problem: {problem}");
        }
        self.problems.is_empty()
    }
}
