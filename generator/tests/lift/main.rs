//! The rooms `source` and `openapi` and the import, on small documents: one test for each row of the lift table and for
//! each way in which a document can be wrong.

// A test that cannot go on should say so at once; clippy's exemption covers test functions but not their helpers.
#![allow(clippy::expect_used, clippy::panic)]

mod bodies;
mod fixture;
mod import;
mod later;
mod merging;
mod mistaken;
mod openapi3;
mod parameters;
mod paths;
mod reading;
mod references;
mod responses;
mod root;
mod schemas;
mod subtypes;
