#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod auth;
mod call;
mod charset;
mod client;
mod clock;
mod cloud;
mod error;
mod forward;
mod from_response;
#[cfg(feature = "invoke")]
mod invoke;
mod limiter;
mod links;
mod lro;
mod model;
mod operation;
mod pager;
mod pipeline;
mod random;
mod rate_limits;
mod redact;
mod request;
mod resource_id;
mod response;
mod rest;
mod resume;
mod retry;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod trace;
mod transport;
mod trust;
mod values;
#[cfg(feature = "xml")]
mod xml;

use std::pin::Pin;

pub use http;
pub use time;
pub use url;

#[cfg(feature = "invoke")]
pub use self::invoke::Invocation;
pub use self::{
    auth::Credential,
    call::Call,
    client::{ApiVersionOnLinks, ClientBuilder},
    clock::{Clock, TokioClock},
    cloud::{Cloud, DnsSuffixes},
    error::{AdditionalInfo, AttemptOutcome, Error, ErrorDetail, ErrorKind, Reason, Result},
    from_response::FromResponse,
    limiter::RequestLimiter,
    lro::{LroCall, PollEvent, PollEvents, PollPolicy, PollStatus, Poller},
    model::{UnknownKind, value::ReadValue},
    pager::{Page, Pager, Pages},
    rate_limits::{RateLimits, ResourceLimit},
    request::FilePart,
    resource_id::ResourceId,
    response::{RequestIds, Response},
    rest::{RestCall, rest},
    resume::ResumeToken,
    retry::RetryPolicy,
    transport::{
        BinaryBody, ByteStream, ReqwestTransport, Transport, TransportBody, TransportError, TransportRequest,
        TransportResponse, Upload,
    },
    values::{Base64, Base64Url, Date, DateTime, DateTimeRfc1123, Decimal, SecretValue, Sensitive, UnixTime},
};

/// A future on the heap, as the traits of this crate return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Without the feature `invoke` there is no code for calls by name.
#[cfg(not(feature = "invoke"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_invoke {
    ($($code:tt)*) => {};
}
