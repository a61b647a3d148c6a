//! What is logged, R7.2 to R7.5. In a process of its own: a subscriber sees what other threads log first.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests; clippy knows only functions marked as such")]

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use azrest_runtime::{__private as rt, Call, testing::Answer};
use tracing::{
    Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

#[allow(dead_code, reason = "shared with the tests of the rules, which use all of it")]
#[path = "runtime/support.rs"]
mod support;

use support::{Fixture, ONE, Thing, ok, status};

static GET: rt::Operation = ONE;

fn secretive(answer: Answer) -> Answer {
    answer
        .header("set-cookie", "SECRET=1")
        .header("x-internal", "SECRET")
        .header("azure-asyncoperation", "/op?sig=SECRET")
}

#[tokio::test]
async fn r7_2_to_r7_5_logs_show_no_secret() {
    let log = Log::default();
    let guard = tracing::subscriber::set_default(log.clone());
    let fixture = Fixture::new([
        secretive(status(503)).header("x-ms-request-id", "service-id").json(r#"{"token":"SECRET"}"#),
        secretive(status(302).header("location", "/moved?sig=SECRET")),
        secretive(ok(r#"{"name":"SECRET"}"#)),
    ]);
    let call = Call::<Thing>::new(fixture.request(&GET).query("sig", "SECRET")).header("x-api-key", "SECRET");
    call.await.unwrap();
    drop(guard);
    let text = log.0.lock().unwrap().clone();
    assert!(!text.contains("SECRET"), "{text}");
    assert!(text.contains("Things_Get") && text.contains("service-id") && text.contains("sig=REDACTED"), "{text}");
    assert!(text.contains("api-version=2024-01-01"), "{text}");
}

/// Keeps everything that is logged, at every level and by every crate.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.lock().unwrap().push_str(&format!("{field}={value:?} "));
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        span.record(&mut self.clone());
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}
