//! A server that plays a script over real HTTP on loopback: takes the requests a test expects, in order, and answers each.
//!
//! A request that differs from the next one of the script is answered with 599 and remembered; [`Server::finish`] then
//! says what was expected and what came.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

/// A request that is expected, and its answer.
pub struct Step {
    method: &'static str,
    target: String,
    body: Option<Value>,
    headers: Vec<(&'static str, String)>,
    status: u16,
    answer_headers: Vec<(&'static str, String)>,
    answer: Option<Value>,
}

/// A request without a body, answered with 200 and no body. The target is the path and query as they stand in the
/// request line.
pub fn expect(method: &'static str, target: impl Into<String>) -> Step {
    Step {
        method,
        target: target.into(),
        body: None,
        headers: Vec::new(),
        status: 200,
        answer_headers: Vec::new(),
        answer: None,
    }
}

impl Step {
    /// The request has this JSON body.
    pub fn with_body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// The request has this header.
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The answer's status.
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The answer's body; `{server}` in texts is the server's own URL.
    pub fn json(mut self, body: Value) -> Self {
        self.answer = Some(body);
        self
    }

    /// A header of the answer; `{server}` is the server's own URL.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.answer_headers.push((name, value.into()));
        self
    }
}

/// A running server.
pub struct Server {
    url: String,
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    url: Mutex<String>,
    steps: Mutex<VecDeque<Step>>,
    problems: Mutex<Vec<String>>,
    seen: Mutex<Vec<HeaderMap>>,
}

impl Server {
    /// Starts with a script.
    pub async fn start(steps: impl IntoIterator<Item = Step>) -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let shared = Arc::new(Shared {
            url: Mutex::new(url.clone()),
            steps: Mutex::new(steps.into_iter().collect()),
            ..Shared::default()
        });
        let router = Router::new().fallback(answer).with_state(shared.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("the server runs") });
        Self { url, shared, task }
    }

    /// The server's URL, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The headers of every request so far.
    pub fn seen(&self) -> Vec<HeaderMap> {
        self.shared.seen.lock().expect("not poisoned").clone()
    }

    /// Stops, and fails unless exactly the script was played.
    pub fn finish(self) {
        self.task.abort();
        let problems = self.shared.problems.lock().expect("not poisoned");
        assert!(problems.is_empty(), "{}", problems.join("\n"));
        let left: Vec<_> = self
            .shared
            .steps
            .lock()
            .expect("not poisoned")
            .iter()
            .map(|it| format!("{} {}", it.method, it.target))
            .collect();
        assert!(left.is_empty(), "expected and never sent: {left:#?}");
    }
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let target = uri.path_and_query().map(|it| it.as_str().to_owned()).unwrap_or_default();
    let step = shared.steps.lock().expect("not poisoned").pop_front();
    let problem = match &step {
        None => Some(format!("nothing more was expected, got {method} {target}")),
        Some(step) => difference(step, &method, &target, &headers, &body),
    };
    shared.seen.lock().expect("not poisoned").push(headers);
    let (Some(step), None) = (step, &problem) else {
        shared.problems.lock().expect("not poisoned").extend(problem);
        return (StatusCode::from_u16(599).expect("a status"), "not in the script").into_response();
    };
    let url = shared.url.lock().expect("not poisoned").clone();
    let mut response = match step.answer {
        Some(body) => {
            let text = body.to_string().replace("{server}", &url);
            ([("content-type", "application/json")], text).into_response()
        }
        None => ().into_response(),
    };
    *response.status_mut() = StatusCode::from_u16(step.status).expect("a status");
    for (name, value) in step.answer_headers {
        response.headers_mut().append(name, value.replace("{server}", &url).parse().expect("a header"));
    }
    response
}

fn difference(step: &Step, method: &Method, target: &str, headers: &HeaderMap, body: &Bytes) -> Option<String> {
    if method.as_str() != step.method || target != step.target {
        return Some(format!("expected {} {}\n     got {method} {target}", step.method, step.target));
    }
    let at = format!("{method} {target}");
    match (&step.body, serde_json::from_slice::<Value>(body)) {
        (None, _) if !body.is_empty() => return Some(format!("{at}: a body: {}", String::from_utf8_lossy(body))),
        (None, _) => {
            if headers.contains_key("content-type") {
                return Some(format!("{at}: a content type without a body"));
            }
        }
        (Some(expected), Ok(found)) if *expected == found => {}
        (Some(expected), found) => return Some(format!("{at}: expected {expected}\n     got {found:?}")),
    }
    let common = [("authorization", "Bearer test-token"), ("accept", "application/json")];
    let own = step.headers.iter().map(|(name, value)| (*name, value.as_str()));
    for (name, value) in common.into_iter().chain(own) {
        let found = headers.get(name).and_then(|it| it.to_str().ok());
        if found != Some(value) {
            return Some(format!("{at}: header {name}: expected {value:?}, got {found:?}"));
        }
    }
    None
}
