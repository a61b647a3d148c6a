//! The scenarios, a file for each family of the peer's documents.

mod array;
mod azure;
mod complex;
mod date_time;
mod dictionary;
mod formats;
mod header;
mod http;
mod lro;
mod open;
mod openid;
mod paging;
mod scalar;
mod shapes;
mod url;

use crate::scenario::Scenario;

/// All scenarios, in the order of the documents.
pub(crate) fn all() -> Vec<Scenario> {
    let mut list = Vec::new();
    lro::add(&mut list);
    paging::add(&mut list);
    paging::add_custom_base_url(&mut list);
    azure::add(&mut list);
    http::add(&mut list);
    url::add(&mut list);
    header::add(&mut list);
    array::add(&mut list);
    dictionary::add(&mut list);
    complex::add(&mut list);
    scalar::add(&mut list);
    date_time::add(&mut list);
    open::add(&mut list);
    formats::add(&mut list);
    shapes::add(&mut list);
    openid::add(&mut list);
    list
}
