//! The rules of the runtime, one test each, over a scripted transport and a clock that needs no real time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests; clippy knows only functions marked as such")]

mod auth;
mod credentials;
mod errors;
mod gate;
mod invoke;
mod lro_begin;
mod lro_control;
mod lro_poll;
mod lro_result;
mod paging;
mod redaction;
mod redirects;
mod registration;
mod requests;
mod rest;
mod results;
mod retries;
mod support;
mod wire;
