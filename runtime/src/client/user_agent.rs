//! The `User-Agent` header (R1.17).

use std::env::consts::{ARCH, OS};

use http::HeaderValue;

use crate::{Error, Result, operation::Service};

/// The longest application id.
const MAX_APPLICATION_ID: usize = 24;

/// `[appid ]<crate>/<version> (<rustc>; <os>; <arch>)`.
///
/// # Errors
///
/// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when the application id is empty, longer than 24 characters, or no
/// token of RFC 9110.
pub(super) fn user_agent(service: &Service, application_id: Option<&str>) -> Result<HeaderValue> {
    let mut text = String::new();
    if let Some(id) = application_id {
        if id.is_empty() || id.len() > MAX_APPLICATION_ID || !id.bytes().all(is_token) {
            return Err(Error::argument("application_id", "it must have 1 to 24 characters of an HTTP token"));
        }
        text.push_str(id);
        text.push(' ');
    }
    let rustc = env!("AZREST_RUSTC_VERSION");
    text.push_str(&format!("{}/{} ({rustc}; {OS}; {ARCH})", service.crate_name, service.crate_version));
    HeaderValue::from_str(&text).map_err(|_| Error::argument("application_id", "it cannot stand in a header"))
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r1_17_the_user_agent_names_crate_and_platform() {
        let agent = user_agent(&Service::EXAMPLE, None).unwrap();
        let text = agent.to_str().unwrap();
        assert!(text.starts_with("azrest-example/1.2.3 (1."), "{text}");
        assert!(text.ends_with(&format!("; {OS}; {ARCH})")), "{text}");
    }

    #[test]
    fn r1_17_application_ids_are_short_tokens() {
        let agent = user_agent(&Service::EXAMPLE, Some("my-app")).unwrap();
        assert!(agent.to_str().unwrap().starts_with("my-app azrest-example/1.2.3 ("));
        for id in ["", "has space", "has/slash", "a\r\nb", "é", "1234567890123456789012345"] {
            assert!(user_agent(&Service::EXAMPLE, Some(id)).is_err(), "{id}");
        }
    }
}
