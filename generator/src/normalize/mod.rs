//! Normalizing: takes the model as the document is written, gives the model without irregularities.
//!
//! Each pass is one file and does one thing; their order matters and is the list in [`normalize`]. After it, inherited
//! properties stand on every object, no schema is anonymous, every operation holds all its parameters and its result,
//! and everything is sorted.

mod all_of;
mod constants;
mod defaults;
mod discriminators;
mod errors;
mod hierarchy;
mod inline_schemas;
mod intersection;
mod kinds;
mod lro;
mod operation_names;
mod order;
mod paging;
mod parameters;
mod parents;
mod recursion;
mod renames;
mod results;
mod second_bases;
mod secrets;
mod styles;
mod unions;
mod usage;
mod xml;

use crate::diagnostics::Diagnostics;
use crate::model::{Service, ServiceInfo};

/// Runs all passes.
pub fn normalize(service: &mut Service, info: &ServiceInfo, diagnostics: &mut Diagnostics) {
    renames::run(service, info, diagnostics);
    parameters::run(service, info, diagnostics);
    operation_names::run(service, diagnostics);
    inline_schemas::run(service, diagnostics);
    styles::run(service, diagnostics);
    secrets::run(service, info, diagnostics);
    defaults::run(service, diagnostics);
    unions::run(service, diagnostics);
    all_of::run(service, diagnostics);
    discriminators::run(service, diagnostics);
    constants::run(service);
    errors::run(service, diagnostics);
    xml::run(service, diagnostics);
    paging::run(service, diagnostics);
    lro::run(service);
    results::run(service);
    lro::find_results(service);
    recursion::run(service, diagnostics);
    usage::run(service);
    order::run(service);
}

#[cfg(test)]
pub(crate) mod fixture;
