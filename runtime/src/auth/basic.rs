//! Names and passwords: HTTP basic authentication (RFC 7617).

use std::fmt;

use super::Secret;
use crate::{Error, Result, values};

/// A name and a password, for services that take HTTP basic authentication.
///
/// ```
/// use azrest_runtime::{Credential, Result, auth::BasicCredential};
///
/// fn credential(password: String) -> Result<Credential> {
///     Ok(BasicCredential::new("me", password)?.into())
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct BasicCredential {
    /// The value of the header `Authorization`.
    header: Secret,
}

impl BasicCredential {
    /// A credential of this name and password, which are sent as UTF-8.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when the name has a colon, which would end it, or either has a
    /// control character.
    pub fn new(name: &str, password: impl Into<Secret>) -> Result<Self> {
        let password = password.into();
        if name.contains(':') {
            return Err(Error::argument("name", "the name of basic authentication cannot have a colon"));
        }
        if name.chars().chain(password.expose().chars()).any(char::is_control) {
            return Err(Error::argument("password", "neither name nor password can have a control character"));
        }
        let pair = Secret::new(format!("{name}:{}", password.expose()));
        Ok(Self { header: Secret::new(format!("Basic {}", values::encode_padded(pair.expose().as_bytes()))) })
    }

    pub(crate) fn expose_header(&self) -> &str {
        self.header.expose()
    }
}

impl fmt::Debug for BasicCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BasicCredential(REDACTED)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r2_22_names_and_passwords_as_in_rfc_7617() {
        let credential = BasicCredential::new("Aladdin", "open sesame").unwrap();
        assert_eq!(credential.expose_header(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(BasicCredential::new("test", "123£").unwrap().expose_header(), "Basic dGVzdDoxMjPCow==");
        assert_eq!(BasicCredential::new("", "").unwrap().expose_header(), "Basic Og==");
        for (name, password) in [("a:b", "c"), ("a\n", "c"), ("a", "s3cret\r\nX: y")] {
            let error = BasicCredential::new(name, password).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
        }
        assert_eq!(format!("{credential:?}"), "BasicCredential(REDACTED)");
    }
}
