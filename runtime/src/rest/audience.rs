//! What a token is for: in comes a URL, out comes the resource by the endpoints of the cloud, origins compared and not text (R2.6).

use url::Url;

use crate::{Cloud, trust::Origin};

/// The resource of the token for a URL. `None` if no endpoint of the cloud covers it: a token for nobody in particular
/// would be a token for anybody.
pub(super) fn audience<'a>(url: &Url, cloud: &'a Cloud) -> Option<&'a str> {
    if url.scheme() != "https" {
        return None;
    }
    if lies_under(url, &cloud.endpoint) {
        // The audience of the typed clients, so that all share a token.
        return Some(&cloud.audience);
    }
    cloud.service_audiences.iter().map(|service| &**service).find(|service| lies_under(url, service))
}

/// Whether a URL is at the same origin and below the path of a base.
fn lies_under(url: &Url, base: &str) -> bool {
    let Ok(base) = Url::parse(base) else { return false };
    let origin = Origin::of(url);
    let folder = base.path().trim_end_matches('/');
    let below = url.path().strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    origin.is_some() && origin == Origin::of(&base) && below
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str, cloud: &Cloud) -> Option<String> {
        audience(&Url::parse(url).unwrap(), cloud).map(str::to_owned)
    }

    #[test]
    fn r2_6_the_audience_follows_from_the_origin() {
        let arm = Some("https://management.azure.com".to_owned());
        for url in [
            "https://management.azure.com/subscriptions",
            "https://MANAGEMENT.azure.com:443/x?y=z",
            "https://management.azure.com./x",
        ] {
            assert_eq!(of(url, &Cloud::PUBLIC), arm, "{url}");
        }
        for (url, audience) in [
            ("https://graph.microsoft.com/v1.0/me", "https://graph.microsoft.com/"),
            ("https://management.core.windows.net/x", "https://management.core.windows.net/"),
            ("https://management.core.windows.net:8443/x", "https://management.core.windows.net:8443/"),
            ("https://api.loganalytics.io/v1", "https://api.loganalytics.io"),
        ] {
            assert_eq!(of(url, &Cloud::PUBLIC).as_deref(), Some(audience), "{url}");
        }
        let gov = of("https://management.usgovcloudapi.net/x", &Cloud::US_GOVERNMENT);
        assert_eq!(gov.as_deref(), Some("https://management.core.usgovcloudapi.net"));
        assert_eq!(
            of("https://microsoftgraph.chinacloudapi.cn/v1.0/me", &Cloud::CHINA).as_deref(),
            Some("https://microsoftgraph.chinacloudapi.cn")
        );
    }

    #[test]
    fn r2_6_look_alikes_get_no_token() {
        for url in [
            "https://management.azure.com.evil.example/",
            "https://management.azure.com@evil.example/",
            "https://management.azure.com:8443/",
            "http://management.azure.com/",
            "https://xgraph.microsoft.com/",
            "https://evil.example/https://management.azure.com/",
            "https://contoso.azurecr.io/v2/",
            "https://management.chinacloudapi.cn/x",
        ] {
            assert_eq!(of(url, &Cloud::PUBLIC), None, "{url}");
        }
        let stack = Cloud { endpoint: "https://h.example/arm/".into(), audience: "a".into(), ..Cloud::PUBLIC };
        assert_eq!(of("https://h.example/arm/x", &stack).as_deref(), Some("a"));
        assert_eq!(of("https://h.example/arm", &stack).as_deref(), Some("a"));
        assert_eq!(of("https://h.example/army", &stack), None);
        assert_eq!(of("https://h.example/", &stack), None);
    }
}
