//! Secrets of the runtime itself: tokens, client secrets.

use std::fmt;

use zeroize::Zeroizing;

use crate::values::equal_bytes;

/// A secret text. It has no `Display` and no serde, its `Debug` text is always the same, it compares in constant time and is
/// overwritten when dropped (R2.1).
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps a secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(Zeroizing::new(secret.into()))
    }

    /// The secret.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(secret: String) -> Self {
        Self::new(secret)
    }
}

impl From<&str> for Secret {
    fn from(secret: &str) -> Self {
        Self::new(secret)
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        equal_bytes(self.0.as_bytes(), other.0.as_bytes())
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(REDACTED)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r2_1_a_secret_does_not_show() {
        let secret = Secret::new("s3cret");
        assert_eq!(format!("{secret:?}"), "Secret(REDACTED)");
        assert_eq!(secret, Secret::from("s3cret"));
        assert_ne!(secret, Secret::from("other"));
    }
}
