//! The loop guard: which pages were asked for already (R4.9).

use std::hash::{BuildHasher, RandomState};

use bytes::Bytes;
use http::Method;
use url::Url;

/// Hashes of the requests so far, 16 bytes each, sorted.
pub(super) struct Visited {
    hashes: Vec<u128>,
    /// Two hashers with keys of their own: a service cannot aim at a collision.
    hashers: [RandomState; 2],
}

impl Visited {
    pub(super) fn new() -> Self {
        Self { hashes: Vec::new(), hashers: [RandomState::new(), RandomState::new()] }
    }

    /// Notes a request. `false` if it was noted before.
    pub(super) fn insert(&mut self, method: &Method, url: &Url, body: Option<&Bytes>) -> bool {
        let hash = self.hash(method, url, body);
        match self.hashes.binary_search(&hash) {
            Ok(_) => false,
            Err(place) => {
                if self.hashes.len() == self.hashes.capacity() {
                    self.hashes.reserve_exact(self.hashes.len() / 8 + 16);
                }
                self.hashes.insert(place, hash);
                true
            }
        }
    }

    /// Whether a request was noted before.
    pub(super) fn contains(&self, method: &Method, url: &Url, body: Option<&Bytes>) -> bool {
        self.hashes.binary_search(&self.hash(method, url, body)).is_ok()
    }

    fn hash(&self, method: &Method, url: &Url, body: Option<&Bytes>) -> u128 {
        let request = (method, url.as_str(), body);
        let [high, low] = self.hashers.each_ref().map(|hasher| hasher.hash_one(request));
        (u128::from(high) << 64) | u128::from(low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r4_9_ten_thousand_pages_pass_in_16_bytes_each() {
        let mut visited = Visited::new();
        let url = |page: usize| Url::parse(&format!("https://h.example/?page={page}")).unwrap();
        for page in 0..10_000 {
            assert!(visited.insert(&Method::GET, &url(page), None));
        }
        assert!(!visited.insert(&Method::GET, &url(77), None));
        assert!(visited.insert(&Method::POST, &url(77), None));
        assert!(visited.insert(&Method::POST, &url(77), Some(&Bytes::from_static(b"x"))));
        assert_eq!(visited.hashes.len(), 10_002);
        assert_eq!(size_of_val(visited.hashes.first().unwrap()), 16);
        assert!(visited.hashes.capacity() < 12_000);
    }
}
