//! Resume tokens: in comes the place a list or an operation has reached, out comes text with which another process goes on.

use std::fmt;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{Error, ErrorKind, Reason, Result, values};

/// The version that is written. Older versions stay readable for one major version of this crate (R5.25).
const VERSION: u32 = 1;

/// Where to go on with a list (R4.12) or with a long-running operation (R5.24), also in another process.
///
/// The text holds URLs and no token, header or body. URLs may embed data, so keep it as carefully as the data itself; `Debug`
/// does not show it. A token is checked against the client that resumes, before any request.
#[derive(Clone, PartialEq, Eq)]
pub struct ResumeToken(String);

impl ResumeToken {
    /// The text, to be stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Packs a position.
    pub(crate) fn pack<T: Serialize>(operation: &str, position: &T) -> Option<Self> {
        let envelope = Envelope { v: VERSION, op: operation.to_owned(), position };
        let json = serde_json::to_vec(&envelope).ok()?;
        Some(Self(values::encode_url(&json)))
    }

    /// Unpacks a position, which must be of this operation.
    ///
    /// # Errors
    ///
    /// [`Reason::BadResumeToken`].
    pub(crate) fn unpack<T: DeserializeOwned>(&self, operation: &str) -> Result<T> {
        let json = values::decode_lenient(&self.0).ok_or_else(|| refuse("it is damaged"))?;
        let version: Version = serde_json::from_slice(&json).map_err(|_| refuse("it is damaged"))?;
        if version.v != VERSION {
            return Err(refuse("it is of another version"));
        }
        if version.op != operation {
            return Err(refuse("it is of another operation"));
        }
        let envelope: Envelope<T> = serde_json::from_slice(&json).map_err(|_| refuse("it is damaged"))?;
        Ok(envelope.position)
    }
}

fn refuse(why: &str) -> Error {
    Error::argument("token", why).with_reason(Reason::BadResumeToken)
}

impl Error {
    /// A resume token that cannot be used here.
    pub(crate) fn bad_resume_token(why: &str) -> Self {
        refuse(why).with_kind(ErrorKind::Argument)
    }
}

#[derive(Serialize, Deserialize)]
struct Envelope<T> {
    v: u32,
    op: String,
    #[serde(flatten)]
    position: T,
}

#[derive(Deserialize)]
struct Version {
    v: u32,
    #[serde(default)]
    op: String,
}

impl From<String> for ResumeToken {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for ResumeToken {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<ResumeToken> for String {
    fn from(token: ResumeToken) -> Self {
        token.0
    }
}

impl fmt::Debug for ResumeToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResumeToken(REDACTED)")
    }
}

impl Serialize for ResumeToken {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ResumeToken {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Position {
        link: String,
    }

    #[test]
    fn r4_12_tokens_come_back_and_are_checked() {
        let position = Position { link: "https://h.example/?sig=s".into() };
        let token = ResumeToken::pack("Runs_List", &position).unwrap();
        assert_eq!(token.unpack::<Position>("Runs_List").unwrap(), position);
        let stored: ResumeToken = serde_json::from_str(&serde_json::to_string(&token).unwrap()).unwrap();
        assert_eq!(stored, token);
        assert_eq!(format!("{token:?}"), "ResumeToken(REDACTED)");
        let other_version = ResumeToken(values::encode_url(br#"{"v":99,"op":"Runs_List"}"#));
        for (token, operation) in [
            (&token, "Other_List"),
            (&other_version, "Runs_List"),
            (&ResumeToken::from("%%%"), "Runs_List"),
            (&ResumeToken::from("e30"), "Runs_List"),
        ] {
            let error = token.unpack::<Position>(operation).unwrap_err();
            assert_eq!(error.reason(), Some(&Reason::BadResumeToken));
        }
    }
}
