//! Media types: takes the name of one, says what a body of it is for clients.

use crate::model::BodyKind;

pub(super) fn is_json(media_type: &str) -> bool {
    BodyKind::Json.is_written_as(media_type)
}

pub(super) fn is_xml(media_type: &str) -> bool {
    BodyKind::Xml.is_written_as(media_type)
}

/// Events that arrive one after the other, for as long as the service likes: no text to wait for.
pub(super) const EVENT_STREAM: &str = "text/event-stream";

pub(super) fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/") && essence(media_type) != EVENT_STREAM
}

/// A media type without parameters.
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Media types between which callers see no difference, if they carry the same: what a model is written as, forms, bytes.
pub(super) fn family(media_type: &str) -> u8 {
    match media_type {
        it if is_json(it) || is_xml(it) || essence(it) == "text/plain" => 0,
        it if form(it).is_some() => 1,
        _ => 2,
    }
}

/// The kind of form that a media type stands for.
pub(super) fn form(media_type: &str) -> Option<BodyKind> {
    [BodyKind::Multipart, BodyKind::UrlEncoded].into_iter().find(|it| it.is_written_as(media_type))
}

/// Whether only the caller knows what bytes are: one of a family, or parts between which a text of the caller's stands.
pub(super) fn is_for_the_caller(media_type: &str) -> bool {
    is_family(media_type) || is_of_parts(media_type)
}

/// Whether a body of this media type has parts, and its `Content-Type` says what stands between them (RFC 2046).
pub(super) fn is_of_parts(media_type: &str) -> bool {
    essence(media_type).starts_with("multipart/")
}

/// Whether a media type stands for several of one sort, as `image/*`.
pub(super) fn is_family(media_type: &str) -> bool {
    media_type.contains('*') && essence(media_type) != "*/*"
}

/// The media type a request names where the spec leaves room for several.
pub(super) fn concrete(media_type: &str, kind: BodyKind) -> String {
    match kind {
        _ if !media_type.contains('*') => media_type,
        BodyKind::Json => "application/json",
        BodyKind::Text => "text/plain",
        BodyKind::Xml => "application/xml",
        _ => "application/octet-stream",
    }
    .to_owned()
}
