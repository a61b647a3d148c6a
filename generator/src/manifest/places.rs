//! Places in a manifest: takes its text, gives entries that know where they stand.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Code, Diagnostics};
use crate::overrides::{FixUp, Listed};
use crate::source::{FileId, Sources, Span, line_and_column};

/// The keys and values of a manifest, or of a table in it, with their places.
#[derive(Clone)]
pub(super) struct Places<'t> {
    file: FileId,
    text: &'t str,
    table: DeTable<'t>,
}

/// Reads a manifest. What is wrong is reported at its place.
pub(super) fn read<'t, T: DeserializeOwned>(
    file: &str,
    text: &'t str,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<(T, Places<'t>)> {
    let file = sources.add(file, text.as_bytes());
    let result = DeTable::parse(text).and_then(|table| Ok((toml::from_str(text)?, table.into_inner())));
    match result {
        Ok((manifest, table)) => Some((manifest, Places { file, text, table })),
        Err(error) => {
            let span = span(file, text, error.span().map_or(0, |it| it.start));
            let message = error.message().trim().replace('\n', "; ");
            diagnostics.add(Code::InvalidManifest, Some(span), "", message);
            None
        }
    }
}

fn span(file: FileId, text: &str, offset: usize) -> Span {
    let (line, column) = line_and_column(text, offset);
    Span { file, line, column }
}

impl<'t> Places<'t> {
    fn value(&self, key: &str) -> Option<&Spanned<DeValue<'t>>> {
        self.table.iter().find(|(it, _)| it.get_ref().as_ref() == key).map(|(_, value)| value)
    }

    /// A table of a list.
    pub(super) fn below(&self, key: &str, index: usize) -> Self {
        let found = self.value(key).and_then(|it| it.get_ref().as_array()?.get(index));
        let table = found.and_then(|it| it.get_ref().as_table()).cloned().unwrap_or_default();
        Self { file: self.file, text: self.text, table }
    }

    /// Where the value of a key stands; else where the first of the table does.
    fn span(&self, key: &str) -> Option<Span> {
        let value = self.value(key).map(|it| it.span().start);
        let start = value.or_else(|| self.table.iter().map(|(key, _)| key.span().start).min())?;
        Some(span(self.file, self.text, start))
    }

    /// Says that the value of a key cannot be used.
    pub(super) fn report(&self, key: &str, message: String, diagnostics: &mut Diagnostics) {
        diagnostics.add(Code::InvalidManifest, self.span(key), "", message);
    }
}

/// Tells the entries of a list of tables where they stand: where they say what they are about.
pub(super) fn mark<T>(list: &mut [T], places: &Places<'_>, key: &str, place: fn(&mut T) -> &mut Option<Span>) {
    for (index, it) in list.iter_mut().enumerate() {
        *place(it) = places.below(key, index).span("at");
    }
}

/// The same for one value.
pub(super) fn mark_one(it: &mut Option<Listed>, places: &Places<'_>, key: &str) {
    if let Some(it) = it {
        it.place = places.span(key);
    }
}

/// The same for a list of pointers.
pub(super) fn mark_list(list: &mut [Listed], places: &Places<'_>, key: &str) {
    let found = places.value(key).and_then(|it| it.get_ref().as_array());
    for (it, value) in list.iter_mut().zip(found.into_iter().flatten()) {
        it.place = Some(span(places.file, places.text, value.span().start));
    }
}

/// Reads the values of fix-ups and tells them where they stand; `linked` asks for a link to where the mistake is seen.
pub(super) fn settle_fix_ups(
    list: &mut [FixUp],
    linked: bool,
    places: &Places<'_>,
    report: &mut dyn FnMut(&Places<'_>, &str, String),
) {
    mark(list, places, "fix-up", |it| &mut it.place);
    for (index, it) in list.iter_mut().enumerate() {
        let places = places.below("fix-up", index);
        it.file_place = places.span("file");
        if let Err(message) = it.settle() {
            report(&places, "at", message);
        }
        if linked && !it.link.starts_with("https://") {
            report(
                &places,
                "link",
                "a fix-up needs a link, https, to where the mistake is reported or can be seen".to_owned(),
            );
        }
    }
}
