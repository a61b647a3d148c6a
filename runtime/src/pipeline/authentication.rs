//! Who is calling: in comes what an operation asks for, and what the client's credential has of it goes into requests (R2.19 to
//! R2.22).

use http::{
    HeaderName, HeaderValue,
    header::{self, COOKIE},
};
use url::Url;

use super::Exchange;
use crate::{
    Error, Result,
    auth::{Authorization, TokenRequest},
    client::ServiceClient,
    operation::Scheme,
    request::{encode, find_value},
    transport::TransportRequest,
};

/// The header of tokens of further tenants (R2.21).
const AUXILIARY: &str = "x-ms-authorization-auxiliary";

/// What one exchange carries. A request has it only while it is sent: errors, logs and links know the request without it.
pub(super) struct Authentication<'a> {
    client: &'a ServiceClient,
    /// The client's own token.
    token: Option<(&'a TokenRequest, Authorization)>,
    /// The tokens of the auxiliary tenants (R2.21).
    auxiliary: Vec<(&'a TokenRequest, Authorization)>,
    others: Vec<Other<'a>>,
}

/// What is no token.
enum Other<'a> {
    Header(HeaderName, HeaderValue),
    /// Name, and `name=value`.
    Cookie(&'static str, HeaderValue),
    Query(&'static str, &'a str),
}

impl<'a> Authentication<'a> {
    /// Gets what the operation asks for. The claims that a service demanded are for the client's own token (R2.19).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Auth`](crate::ErrorKind::Auth) when the credential lacks what is asked for or there is no token to be had,
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for a key that cannot stand where it belongs.
    pub(super) async fn get(client: &'a ServiceClient, exchange: &Exchange, claims: Option<String>) -> Result<Self> {
        let mut all = Self { client, token: None, auxiliary: Vec::new(), others: Vec::new() };
        let schemes = chosen(client, exchange)?;
        if schemes.contains(&Scheme::Token) {
            all.get_tokens(claims).await?;
        }
        for scheme in schemes {
            all.get_other(*scheme, schemes)?;
        }
        Ok(all)
    }

    async fn get_tokens(&mut self, mut claims: Option<String>) -> Result<()> {
        let client = self.client;
        for request in client.token_requests() {
            let authorization = match claims.take() {
                None => client.credential().authorization(client.shared_clock(), request).await?,
                claims => {
                    let request = TokenRequest { claims, ..request.clone() };
                    client.credential().authorization(client.shared_clock(), &request).await?
                }
            };
            match &self.token {
                None => self.token = Some((request, authorization)),
                Some(_) => self.auxiliary.push((request, authorization)),
            }
        }
        Ok(())
    }

    /// Takes what is no token. A key that the credential lacks came with the call.
    fn get_other(&mut self, scheme: Scheme, schemes: &[Scheme]) -> Result<()> {
        let credential = self.client.credential();
        match scheme {
            Scheme::Token => {}
            Scheme::Basic => {
                if let Some(basic) = credential.basic() {
                    let value = secret_value("Authorization", basic.expose_header())?;
                    self.others.push(Other::Header(header::AUTHORIZATION, value));
                }
            }
            Scheme::HeaderKey(name) | Scheme::CookieKey(name) | Scheme::QueryKey(name) => {
                if let Some(key) = credential.key(name, is_only_key(schemes)) {
                    self.others.push(placed(scheme, name, key.expose())?);
                }
            }
        }
        Ok(())
    }

    /// Whether a token is sent.
    pub(super) fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Forgets the tokens, since the service accepted one of them not (R2.19).
    pub(super) fn reject_tokens(&self) {
        for (request, authorization) in self.token.iter().chain(&self.auxiliary) {
            self.client.credential().reject(request, authorization);
        }
    }

    /// Puts all of it into a request. What is there under the same name is the caller's own and stays.
    pub(super) fn put(&self, request: &mut TransportRequest) {
        if let Some((_, token)) = &self.token {
            request.headers.insert(header::AUTHORIZATION, token.header());
        }
        if !self.auxiliary.is_empty() {
            let tokens: Vec<HeaderValue> = self.auxiliary.iter().map(|(_, it)| it.header()).collect();
            if let Some(value) = joined(tokens.iter().map(HeaderValue::as_bytes), b", ") {
                request.headers.insert(AUXILIARY, value);
            }
        }
        for other in &self.others {
            match other {
                Other::Header(name, value) => {
                    request.headers.entry(name).or_insert_with(|| value.clone());
                }
                Other::Cookie(name, _) if has_cookie(request.headers.get(COOKIE), name) => {}
                Other::Cookie(_, cookie) => {
                    let before = request.headers.get(COOKIE).map(HeaderValue::as_bytes);
                    if let Some(value) = joined(before.into_iter().chain([cookie.as_bytes()]), b"; ") {
                        request.headers.insert(COOKIE, value);
                    }
                }
                Other::Query(name, key) => put_query(&mut request.url, name, key),
            }
        }
    }
}

/// A key where it belongs.
fn placed<'a>(scheme: Scheme, name: &'static str, key: &'a str) -> Result<Other<'a>> {
    if key.is_empty() {
        return Err(Error::argument("credential", format!("the key for `{name}` is empty")));
    }
    match scheme {
        Scheme::HeaderKey(_) => {
            let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unfit(name))?;
            Ok(Other::Header(header, secret_value(name, key)?))
        }
        Scheme::CookieKey(_) if !key.bytes().all(is_cookie_octet) => Err(unfit(name)),
        Scheme::CookieKey(_) => Ok(Other::Cookie(name, secret_value(name, &format!("{name}={key}"))?)),
        _ => Ok(Other::Query(name, key)),
    }
}

fn put_query(url: &mut Url, name: &str, key: &str) {
    let query = url.query().unwrap_or_default();
    if find_value(query, name).is_none() {
        let before = if query.is_empty() { String::new() } else { format!("{query}&") };
        url.set_query(Some(&format!("{before}{}={}", encode(name), encode(key))));
    }
}

/// The alternative that is sent: the first of which the credential, or the caller with the call, has all schemes.
fn chosen(client: &ServiceClient, exchange: &Exchange) -> Result<&'static [Scheme]> {
    if client.sends_no_credential() {
        return Ok(&[]);
    }
    let alternatives = client.alternatives(exchange.operation);
    let has = |schemes: &&&'static [Scheme]| schemes.iter().all(|scheme| has(client, exchange, *scheme, schemes));
    if let Some(schemes) = alternatives.iter().find(has) {
        return Ok(schemes);
    }
    let one = |schemes: &&[Scheme]| schemes.iter().map(Scheme::to_string).collect::<Vec<_>>().join(" together with ");
    let wanted: Vec<String> = alternatives.iter().map(one).collect();
    let text = format!("nothing was sent: it takes {}, and the client's credential has none", wanted.join(", or "));
    Err(Error::auth(text))
}

fn has(client: &ServiceClient, exchange: &Exchange, scheme: Scheme, schemes: &[Scheme]) -> bool {
    let credential = client.credential();
    let key = |name| credential.key(name, is_only_key(schemes)).is_some();
    let header = |name: &'static str| exchange.headers.get(&name.parse().ok()?);
    match scheme {
        Scheme::Token => credential.has_tokens(),
        Scheme::Basic => credential.basic().is_some(),
        Scheme::HeaderKey(name) => key(name) || header(name).is_some(),
        Scheme::CookieKey(name) => key(name) || has_cookie(exchange.headers.get(&COOKIE), name),
        Scheme::QueryKey(name) => key(name) || exchange.url.query().is_some_and(|it| find_value(it, name).is_some()),
    }
}

/// Whether one key is asked for, so that it is clear for what a key without a name is.
fn is_only_key(schemes: &[Scheme]) -> bool {
    let is_key = |it: &&Scheme| !matches!(it, Scheme::Token | Scheme::Basic);
    schemes.iter().filter(is_key).count() == 1
}

fn has_cookie(cookies: Option<&HeaderValue>, name: &str) -> bool {
    let text = cookies.and_then(|it| it.to_str().ok()).unwrap_or_default();
    text.split(';').any(|pair| pair.trim().split_once('=').is_some_and(|(own, _)| own == name))
}

/// A header's value that no text shows.
fn secret_value(name: &str, text: &str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(text).map_err(|_| unfit(name))?;
    value.set_sensitive(true);
    Ok(value)
}

fn unfit(name: &str) -> Error {
    Error::argument("credential", format!("the key for `{name}` has a character that cannot stand there"))
}

/// The characters of a cookie's value (RFC 6265, section 4.1.1).
fn is_cookie_octet(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\')
}

/// Secrets in one header; `None` without any.
fn joined<'t>(values: impl Iterator<Item = &'t [u8]>, separator: &[u8]) -> Option<HeaderValue> {
    let text = values.collect::<Vec<_>>().join(separator);
    let mut value = HeaderValue::from_bytes(&text).ok().filter(|value| !value.is_empty())?;
    value.set_sensitive(true);
    Some(value)
}
