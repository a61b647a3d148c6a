//! The token gate: in comes a URL, out comes whether this client may send its token there (R2.20).

use url::{Host, Url};

use crate::{Error, Result, redact};

/// The longest URL taken from a header or a body (R1.28).
pub(crate) const MAX_URL_LENGTH: usize = 32 * 1024;

/// Scheme, host and port of a URL, the port filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

impl Origin {
    /// The origin of a URL; `None` when it has no host, as in `data:`.
    pub(crate) fn of(url: &Url) -> Option<Self> {
        let host = url.host_str()?;
        Some(Self {
            scheme: url.scheme().to_owned(),
            host: host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase(),
            port: url.port_or_known_default()?,
        })
    }

    /// Whether this is the origin of the URL.
    pub(crate) fn is_of(&self, url: &Url) -> bool {
        let host = url.host_str().map(|host| host.strip_suffix('.').unwrap_or(host));
        self.scheme == url.scheme()
            && host.is_some_and(|host| host.eq_ignore_ascii_case(&self.host))
            && url.port_or_known_default() == Some(self.port)
    }
}

/// The origins that one client may send its token to.
#[derive(Clone, Debug)]
pub(crate) struct TrustedSet {
    origins: Vec<Origin>,
    suffixes: Vec<String>,
    loopback_http: bool,
    /// Whether http is good enough everywhere, for requests that carry no token.
    plain_http: bool,
}

impl TrustedSet {
    /// The set that holds the client's endpoint alone. `loopback_http` is the explicit switch of R1.3.
    pub(crate) fn new(endpoint: &Url, loopback_http: bool) -> Self {
        let origins = Origin::of(endpoint).into_iter().collect();
        Self { origins, suffixes: Vec::new(), loopback_http, plain_http: false }
    }

    /// Lets requests without a token go over http (R2.6).
    pub(crate) fn allow_plain_http(&mut self) {
        self.plain_http = true;
    }

    /// Adds one origin, written as a URL.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when it is no URL or not secure.
    pub(crate) fn add_origin(&mut self, origin: &str) -> Result<()> {
        let url = Url::parse(origin).map_err(|_| Error::argument("trust_origin", "it is not an absolute URL"))?;
        self.check_scheme(&url).map_err(|reason| Error::argument("trust_origin", reason))?;
        self.origins.extend(Origin::of(&url));
        Ok(())
    }

    /// Adds a DNS suffix. It matches whole labels: `api.example` covers `api.example` and `a.api.example`, not `xapi.example`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when it is no host name of two labels or more.
    pub(crate) fn add_suffix(&mut self, suffix: &str) -> Result<()> {
        let refuse = |reason: &str| Err(Error::argument("trust_suffix", reason));
        let name = suffix.trim_matches('.').to_ascii_lowercase();
        if !name.contains('.') || name.contains("..") {
            return refuse("a suffix needs two labels or more, like `api.example.net`");
        }
        if !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')) {
            return refuse("a suffix is a bare host name, without scheme, port, path or wildcard");
        }
        if name.split('.').all(|label| label.bytes().all(|b| b.is_ascii_digit())) {
            return refuse("a suffix is a host name, not an address");
        }
        self.suffixes.push(name);
        Ok(())
    }

    /// The gate itself. Run before every attempt, on the URL as it will be requested.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UntrustedHost`](crate::ErrorKind::UntrustedHost); nothing may be sent then, not even without a token.
    pub(crate) fn check(&self, url: &Url) -> Result<()> {
        let refuse = |why: &str| Err(Error::untrusted_host(url, why));
        if let Err(why) = self.check_scheme(url) {
            return refuse(why);
        }
        if self.origins.iter().any(|origin| origin.is_of(url)) {
            return Ok(());
        }
        let Some(origin) = Origin::of(url) else {
            return refuse("it names no host");
        };
        if self.matches_suffix(&origin) {
            Ok(())
        } else {
            refuse("it is neither the client's endpoint nor a host added with `trust_origin` or `trust_suffix`")
        }
    }

    /// Whether the connection to this URL keeps what is sent secret: https, or loopback with the explicit switch (R1.3, R1.26).
    pub(crate) fn is_secure(&self, url: &Url) -> bool {
        self.check_scheme(url).is_ok()
    }

    /// Rules that hold for every URL, whatever its host: R1.3 without the fragment.
    fn check_scheme(&self, url: &Url) -> Result<(), &'static str> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it carries user-info");
        }
        match url.scheme() {
            "https" => Ok(()),
            "http" if self.plain_http || (self.loopback_http && is_loopback(url)) => Ok(()),
            "http" if is_loopback(url) => {
                Err("it is http, not https, which `allow_loopback_http` of the builder allows to this address")
            }
            "http" if is_localhost(url) => {
                Err("it is http, not https, which `allow_loopback_http` of the builder allows to 127.0.0.1 and [::1]")
            }
            "http" => Err("it is http, not https"),
            _ => Err("its scheme is not https"),
        }
    }

    /// A suffix speaks of names below a domain, so it never covers other ports or plain http.
    fn matches_suffix(&self, origin: &Origin) -> bool {
        origin.scheme == "https"
            && origin.port == 443
            && self.suffixes.iter().any(|suffix| {
                origin.host.strip_suffix(suffix.as_str()).is_some_and(|left| left.is_empty() || left.ends_with('.'))
            })
    }
}

/// Checks an endpoint given by the caller (R1.3) and returns it parsed.
///
/// # Errors
///
/// [`ErrorKind::Argument`](crate::ErrorKind::Argument) naming what is wrong with it.
pub(crate) fn parse_endpoint(text: &str, loopback_http: bool) -> Result<Url> {
    let refuse = |why: &str| Error::argument("endpoint", why);
    let url = Url::parse(text).map_err(|_| refuse("it is not an absolute URL"))?;
    let none = TrustedSet { origins: Vec::new(), suffixes: Vec::new(), loopback_http, plain_http: false };
    none.check_scheme(&url).map_err(refuse)?;
    if url.fragment().is_some() {
        return Err(refuse("it has a fragment"));
    }
    if url.host().is_none() {
        return Err(refuse("it names no host"));
    }
    Ok(url)
}

/// Whether the host is a loopback address literal. A name such as `localhost` is not: it may resolve to anything.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    }
}

/// Whether the host is the name that usually stands for the machine itself.
fn is_localhost(url: &Url) -> bool {
    matches!(url.host(), Some(Host::Domain(name)) if name.eq_ignore_ascii_case("localhost"))
}

impl Error {
    fn untrusted_host(url: &Url, why: &str) -> Self {
        Self::new(crate::ErrorKind::UntrustedHost, format!("nothing was sent to {}: {why}", redact::url(url)))
            .with_url(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    fn set() -> TrustedSet {
        TrustedSet::new(&Url::parse("https://management.azure.com").unwrap(), false)
    }

    fn allowed(set: &TrustedSet, url: &str) -> bool {
        match set.check(&Url::parse(url).unwrap()) {
            Ok(()) => true,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::UntrustedHost, "{url}");
                false
            }
        }
    }

    #[test]
    fn r2_20_only_the_endpoint_is_trusted_at_first() {
        let set = set();
        assert!(allowed(&set, "https://management.azure.com/x?y"));
        assert!(allowed(&set, "https://MANAGEMENT.azure.com:443/x"));
        assert!(allowed(&set, "https://management.azure.com./x"));
        for url in [
            "https://management.azure.com.evil.example/",
            "https://evil.example/",
            "https://management.azure.com:8443/",
            "http://management.azure.com/",
            "http://management.azure.com:443/",
            "https://user@management.azure.com/",
            "https://management.azure.com@evil.example/",
            "ftp://management.azure.com/",
            "data:text/plain,x",
        ] {
            assert!(!allowed(&set, url), "{url}");
        }
    }

    #[test]
    fn r2_20_suffixes_match_at_label_boundaries() {
        let mut set = set();
        set.add_suffix("api.azureml.ms").unwrap();
        set.add_suffix(".vault.azure.net").unwrap();
        assert!(allowed(&set, "https://centralus.api.azureml.ms/"));
        assert!(allowed(&set, "https://api.azureml.ms/"));
        assert!(allowed(&set, "https://a.b.VAULT.azure.net./"));
        assert!(!allowed(&set, "https://evilapi.azureml.ms/"));
        assert!(!allowed(&set, "https://api.azureml.ms.evil.example/"));
        assert!(!allowed(&set, "https://x.api.azureml.ms:8443/"));
        assert!(!allowed(&set, "http://x.api.azureml.ms/"));
    }

    #[test]
    fn r2_20_careless_suffixes_are_refused() {
        for suffix in ["", "com", ".", "a..b", "https://x.example", "*.x.example", "x.example:443", "10.0"] {
            assert!(set().add_suffix(suffix).is_err(), "{suffix}");
        }
        for origin in ["x.example", "http://x.example", "https://u:p@x.example"] {
            assert!(set().add_origin(origin).is_err(), "{origin}");
        }
        let mut set = set();
        set.add_origin("https://x.example:444").unwrap();
        assert!(allowed(&set, "https://x.example:444/"));
        assert!(!allowed(&set, "https://x.example/"));
    }

    #[test]
    fn r1_3_endpoints_are_https_without_user_info_and_fragment() {
        assert!(parse_endpoint("https://h.example/base?x=1", false).is_ok());
        for endpoint in [
            "h.example",
            "http://h.example",
            "https://u@h.example",
            "https://h.example/#f",
            "file:///x",
            "http://127.0.0.1:1",
        ] {
            assert_eq!(parse_endpoint(endpoint, false).unwrap_err().kind(), ErrorKind::Argument, "{endpoint}");
        }
        assert!(parse_endpoint("http://127.0.0.1:1", true).is_ok());
        assert!(parse_endpoint("http://[::1]:1", true).is_ok());
        for endpoint in ["http://localhost:1", "http://h.example", "http://10.0.0.1"] {
            assert!(parse_endpoint(endpoint, true).is_err(), "{endpoint}");
        }
    }
}
