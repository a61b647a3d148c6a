//! A server on loopback that answers as an example does, and keeps the first request.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

/// What the server answers.
#[derive(Clone, Default)]
pub struct Answer {
    pub status: u16,
    pub body: Option<Vec<u8>>,
    pub content_type: &'static str,
    pub headers: Vec<(String, String)>,
    /// Whether the answer says where to ask for the outcome.
    pub location: bool,
}

/// A request as it came.
pub struct Received {
    pub method: String,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// The server.
pub struct Replay {
    pub url: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    url: Mutex<String>,
    state: Mutex<(Answer, Option<Received>)>,
}

impl Replay {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let shared = Arc::new(Shared::default());
        shared.url.lock().expect("not poisoned").clone_from(&url);
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shared }
    }

    /// Sets the answer.
    pub fn set(&self, answer: Answer) {
        *self.shared.state.lock().expect("not poisoned") = (answer, None);
    }

    /// The first request since then.
    pub fn take(&self) -> Option<Received> {
        self.shared.state.lock().expect("not poisoned").1.take()
    }
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let url = shared.url.lock().expect("not poisoned").clone();
    let mut state = shared.state.lock().expect("not poisoned");
    let mut answer = state.0.clone();
    let is_first = state.1.is_none();
    if is_first {
        let (path, query) = (uri.path().to_owned(), uri.query().unwrap_or_default().to_owned());
        state.1 = Some(Received { method: method.to_string(), path, query, headers, body });
    } else {
        // A poll: by now the operation has come to its end.
        answer.body = answer.body.map(|it| settled(&it));
        answer.status = if answer.body.is_some() { 200 } else { 204 };
        answer.location = false;
    }
    let mut response = answer.body.unwrap_or_default().into_response();
    *response.status_mut() = StatusCode::from_u16(answer.status).expect("a status");
    response.headers_mut().remove("content-type");
    if !answer.content_type.is_empty() {
        response.headers_mut().insert("content-type", HeaderValue::from_static(answer.content_type));
    }
    if answer.location {
        answer.headers.push(("location".to_owned(), format!("{url}/outcome")));
    }
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// The body with its provisioning state at the end.
fn settled(body: &[u8]) -> Vec<u8> {
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else { return body.to_vec() };
    for pointer in ["/provisioningState", "/properties/provisioningState"] {
        if let Some(state) = value.pointer_mut(pointer) {
            *state = "Succeeded".into();
        }
    }
    value.to_string().into_bytes()
}
