//! Throttle counters: in come response headers, out come the numbers in them (R3.6).

use http::HeaderMap;

const PREFIX: &str = "x-ms-ratelimit-remaining-";

/// How much of each limit is left, as the response says. Absent and non-numeric counters are `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimits {
    /// Reads left in this subscription.
    pub subscription_reads: Option<u64>,
    /// Writes left in this subscription.
    pub subscription_writes: Option<u64>,
    /// Deletions left in this subscription.
    pub subscription_deletes: Option<u64>,
    /// Reads left in this tenant.
    pub tenant_reads: Option<u64>,
    /// Writes left in this tenant.
    pub tenant_writes: Option<u64>,
    /// Resource type requests left in this subscription.
    pub subscription_resource_requests: Option<u64>,
    /// Resource type entities left in this subscription.
    pub subscription_resource_entities_read: Option<u64>,
    /// Resource type requests left in this tenant.
    pub tenant_resource_requests: Option<u64>,
    /// Resource type entities left in this tenant.
    pub tenant_resource_entities_read: Option<u64>,
    /// The counters of a resource provider's own policies, for example of Compute.
    pub resource: Vec<ResourceLimit>,
}

/// One counter of a resource provider's own policies.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResourceLimit {
    /// The policy, for example `Microsoft.Compute/HighCostGet3Min`.
    pub policy: String,
    /// How many requests are left.
    pub remaining: u64,
}

impl RateLimits {
    /// Reads the counters.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        let count = |name: &str| headers.get(format!("{PREFIX}{name}"))?.to_str().ok()?.trim().parse().ok();
        Self {
            subscription_reads: count("subscription-reads"),
            subscription_writes: count("subscription-writes"),
            subscription_deletes: count("subscription-deletes"),
            tenant_reads: count("tenant-reads"),
            tenant_writes: count("tenant-writes"),
            subscription_resource_requests: count("subscription-resource-requests"),
            subscription_resource_entities_read: count("subscription-resource-entities-read"),
            tenant_resource_requests: count("tenant-resource-requests"),
            tenant_resource_entities_read: count("tenant-resource-entities-read"),
            resource: headers
                .get_all(format!("{PREFIX}resource"))
                .iter()
                .filter_map(|value| value.to_str().ok())
                .flat_map(|text| text.split(','))
                .filter_map(resource_limit)
                .collect(),
        }
    }
}

fn resource_limit(pair: &str) -> Option<ResourceLimit> {
    let (policy, remaining) = pair.rsplit_once(';')?;
    Some(ResourceLimit { policy: policy.trim().to_owned(), remaining: remaining.trim().parse().ok()? })
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn r3_6_counters_are_numbers_when_they_are_numeric() {
        let mut headers = HeaderMap::new();
        let mut add = |name: &str, value: &'static str| {
            let name = HeaderName::from_bytes(format!("{PREFIX}{name}").as_bytes()).unwrap();
            headers.append(name, HeaderValue::from_static(value));
        };
        add("subscription-reads", "11999");
        add("subscription-writes", "many");
        add("tenant-writes", " 7 ");
        add("resource", "Microsoft.Compute/HighCostGet3Min;107,Microsoft.Compute/HighCostGet30Min;x");
        add("resource", "Microsoft.Compute/Other;5");
        let limits = RateLimits::from_headers(&headers);
        assert_eq!(
            (limits.subscription_reads, limits.subscription_writes, limits.tenant_writes),
            (Some(11999), None, Some(7))
        );
        let resource: Vec<(&str, u64)> =
            limits.resource.iter().map(|limit| (limit.policy.as_str(), limit.remaining)).collect();
        assert_eq!(resource, [("Microsoft.Compute/HighCostGet3Min", 107), ("Microsoft.Compute/Other", 5)]);
        assert_eq!(RateLimits::from_headers(&HeaderMap::new()), RateLimits::default());
    }

    #[test]
    fn r3_6_each_counter_has_its_header() {
        type Counter = fn(&RateLimits) -> Option<u64>;
        let counters: [(&str, Counter); 9] = [
            ("subscription-reads", |limits| limits.subscription_reads),
            ("subscription-writes", |limits| limits.subscription_writes),
            ("subscription-deletes", |limits| limits.subscription_deletes),
            ("tenant-reads", |limits| limits.tenant_reads),
            ("tenant-writes", |limits| limits.tenant_writes),
            ("subscription-resource-requests", |limits| limits.subscription_resource_requests),
            ("subscription-resource-entities-read", |limits| limits.subscription_resource_entities_read),
            ("tenant-resource-requests", |limits| limits.tenant_resource_requests),
            ("tenant-resource-entities-read", |limits| limits.tenant_resource_entities_read),
        ];
        for (header, _) in counters {
            let name = HeaderName::from_bytes(format!("x-ms-ratelimit-remaining-{header}").as_bytes()).unwrap();
            let limits = RateLimits::from_headers(&HeaderMap::from_iter([(name, HeaderValue::from(7))]));
            for (other, counter) in counters {
                assert_eq!(counter(&limits), (other == header).then_some(7), "{other} of {header}");
            }
        }
    }
}
