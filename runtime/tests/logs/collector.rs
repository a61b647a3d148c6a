//! A subscriber that keeps everything, at every level and of every crate.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex},
};

use tracing::{
    Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

thread_local! {
    static ENTERED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// A span or an event.
#[derive(Clone, Debug, Default)]
pub struct Record {
    pub name: String,
    pub parent: Option<u64>,
    pub fields: BTreeMap<String, String>,
}

impl Visit for Record {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.fields.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name().to_owned(), value.to_owned());
    }
}

#[derive(Default)]
struct Records {
    spans: Vec<Record>,
    events: Vec<Record>,
}

/// All that was told. Clones share it.
#[derive(Clone, Default)]
pub struct Collector(Arc<Mutex<Records>>);

impl Collector {
    /// The spans of a name with their ids, in the order in which they began.
    pub fn spans(&self, name: &str) -> Vec<(u64, Record)> {
        let records = self.0.lock().unwrap();
        let numbered = records.spans.iter().enumerate().map(|(index, span)| (index as u64 + 1, span.clone()));
        numbered.filter(|(_, span)| span.name == name).collect()
    }

    /// The events with this message.
    pub fn events(&self, message: &str) -> Vec<Record> {
        let records = self.0.lock().unwrap();
        records
            .events
            .iter()
            .filter(|event| event.fields.get("message").is_some_and(|it| it == message))
            .cloned()
            .collect()
    }

    /// Everything as text.
    pub fn text(&self) -> String {
        let records = self.0.lock().unwrap();
        format!("{:?}\n{:?}", records.spans, records.events)
    }
}

impl Subscriber for Collector {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        let parent = match attributes.parent() {
            Some(parent) => Some(parent.into_u64()),
            None if attributes.is_contextual() => ENTERED.with_borrow(|entered| entered.last().copied()),
            None => None,
        };
        let mut record = Record { name: attributes.metadata().name().to_owned(), parent, ..Record::default() };
        attributes.record(&mut record);
        let mut records = self.0.lock().unwrap();
        records.spans.push(record);
        span::Id::from_u64(records.spans.len() as u64)
    }

    fn record(&self, id: &span::Id, values: &span::Record<'_>) {
        let mut records = self.0.lock().unwrap();
        let index = usize::try_from(id.into_u64()).unwrap() - 1;
        values.record(&mut records.spans[index]);
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let parent = ENTERED.with_borrow(|entered| entered.last().copied());
        let mut record = Record { name: event.metadata().target().to_owned(), parent, ..Record::default() };
        event.record(&mut record);
        self.0.lock().unwrap().events.push(record);
    }

    fn enter(&self, id: &span::Id) {
        ENTERED.with_borrow_mut(|entered| entered.push(id.into_u64()));
    }

    fn exit(&self, _: &span::Id) {
        ENTERED.with_borrow_mut(|entered| entered.pop());
    }
}

/// Keeps what crates say through `log`, of the whole process.
pub struct Lines(Mutex<String>);

static LINES: Lines = Lines(Mutex::new(String::new()));

impl Lines {
    /// Begins to keep; once in a process.
    pub fn keep() -> &'static Self {
        if log::set_logger(&LINES).is_ok() {
            log::set_max_level(log::LevelFilter::Trace);
        }
        &LINES
    }

    pub fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

impl log::Log for Lines {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        self.0.lock().unwrap().push_str(&format!("{} {}\n", record.target(), record.args()));
    }

    fn flush(&self) {}
}
