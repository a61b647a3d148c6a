//! What generated code calls. No part of the public interface: it changes together with the generator.

pub use bytes::Bytes;
pub use futures_core::Stream;
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
pub use serde_json::Value;

#[cfg(feature = "xml")]
pub use crate::xml::{XmlBody, XmlMember, XmlName, XmlObject, XmlValue};
pub use crate::{
    __forward as forward, __impl_enum as impl_enum, __impl_model as impl_model, __impl_responses as impl_responses,
    __impl_union as impl_union, __kind as kind, __model as model, __open_enum as open_enum, __preset as preset,
    __responses as responses, __union as union,
    client::{ServiceClient, builder},
    from_response::FromResponse,
    model::{
        UnknownKind,
        object::{Object, Visitor, copy, equal, nullable, preset, print, read_object, read_only, write_object},
        open_enum::read_enum,
        union::{KindText, Undecided},
        value::ReadValue,
    },
    operation::{
        Alternatives, ApiVersion, Body, FinalStateVia, LinkParameter, Lro, Method, NOTHING, Operation, Paging, Scheme,
        Service, ServiceKind, TOKEN,
    },
    request::{CollectionFormat, FilePart, Request, joined, json_text, pairs},
    response::RawResponse,
    transport::{BinaryBody, ByteStream},
    values::{Base64, Base64Url, Date, DateTime, DateTimeRfc1123, Decimal, Sensitive, UnixTime, WireValue, wire},
};
#[cfg(feature = "invoke")]
pub use crate::{
    __invoke as invoke,
    invoke::{Outcome, Row as InvokeRow, invoke as invoked},
};

/// A map with string keys, as models have it.
pub type Map<T> = std::collections::BTreeMap<String, T>;

/// The result type of the standard library, for macros that stand where `Result` is the crate's own.
pub type StdResult<T, E> = std::result::Result<T, E>;
