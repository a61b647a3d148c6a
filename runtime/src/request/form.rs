//! Forms: in come fields and files, out comes a body of `multipart/form-data` (RFC 7578) or
//! `application/x-www-form-urlencoded`.

use bytes::{BufMut, Bytes, BytesMut};
use url::form_urlencoded::byte_serialize;

use super::headers::checked;
use crate::{Error, Result, random};

/// A file in a form: its bytes, its name and its media type.
///
/// Whatever becomes [`Bytes`] becomes a file without a name of its own, which is sent under the name of its field: some
/// services take a part without a file name for a text. The default of the media type is `application/octet-stream`.
///
/// ```
/// use azrest_runtime::FilePart;
///
/// let file = FilePart::new(b"PK...".to_vec()).file_name("project.zip").content_type("application/zip");
/// ```
#[derive(Clone)]
#[must_use = "it does nothing by itself"]
pub struct FilePart {
    bytes: Bytes,
    file_name: Option<String>,
    content_type: Option<String>,
    headers: Vec<(String, String)>,
}

impl FilePart {
    /// A file with these bytes.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self { bytes: bytes.into(), file_name: None, content_type: None, headers: Vec::new() }
    }

    /// Sets the name. Default: the name of the field.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type. Default: `application/octet-stream`.
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// Adds a header of the part, as its `encoding` in a specification describes them. One that cannot stand there is an error of
    /// the call.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

impl<T: Into<Bytes>> From<T> for FilePart {
    fn from(bytes: T) -> Self {
        Self::new(bytes)
    }
}

/// Shows the length of the bytes, not the bytes.
impl std::fmt::Debug for FilePart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FilePart")
            .field("length", &self.bytes.len())
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .finish()
    }
}

/// The fields of one form, in the order in which they were first set.
#[derive(Default)]
pub(crate) struct Form(Vec<Field>);

struct Field {
    name: String,
    values: Vec<FieldValue>,
}

/// One value of a field.
pub(crate) enum FieldValue {
    Text(String),
    /// Texts with commas between them, which are not encoded (RFC 6570).
    Commas(Vec<String>),
    /// Text of a media type of its own.
    Typed(String, &'static str),
    File(FilePart),
}

const MULTIPART: &str = "multipart/form-data";

impl Form {
    /// Sets a field, which has several values if it is a list; setting it again replaces it.
    pub(crate) fn set(&mut self, name: &str, values: Vec<FieldValue>) {
        match self.0.iter_mut().find(|field| field.name == name) {
            Some(field) => field.values = values,
            None => self.0.push(Field { name: name.to_owned(), values }),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The body, and its media type with all that belongs to it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for a file in a form that cannot hold one, and for a media type
    /// that cannot stand in a header.
    pub(crate) fn encode(self, media_type: &str) -> Result<(String, Bytes)> {
        if media_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(MULTIPART) {
            self.multipart()
        } else {
            Ok((media_type.to_owned(), self.url_encoded()?))
        }
    }

    fn values(self) -> impl Iterator<Item = (String, FieldValue)> {
        self.0.into_iter().flat_map(|Field { name, values }| values.into_iter().map(move |it| (name.clone(), it)))
    }

    fn url_encoded(self) -> Result<Bytes> {
        let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let mut pairs = Vec::new();
        for (name, value) in self.values() {
            let value = match value {
                FieldValue::Text(text) | FieldValue::Typed(text, _) => encode(&text),
                FieldValue::Commas(texts) => texts.iter().map(|it| encode(it)).collect::<Vec<_>>().join(","),
                FieldValue::File(_) => return Err(Error::argument(&name, "this form cannot hold a file")),
            };
            pairs.push(format!("{}={value}", encode(&name)));
        }
        Ok(Bytes::from(pairs.join("&")))
    }

    fn multipart(self) -> Result<(String, Bytes)> {
        // 122 random bits: no content holds them.
        let boundary = format!("azrest-{}", random::uuid::<String>());
        let mut body = BytesMut::new();
        for (name, value) in self.values() {
            let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", escaped(&name));
            let bytes = match value {
                FieldValue::Text(text) => Bytes::from(text),
                FieldValue::Commas(texts) => Bytes::from(texts.join(",")),
                FieldValue::Typed(text, media_type) => {
                    checked("content-type", media_type)?;
                    head.push_str(&format!("\r\nContent-Type: {media_type}"));
                    Bytes::from(text)
                }
                FieldValue::File(FilePart { bytes, file_name, content_type, headers }) => {
                    let file_name = file_name.as_deref().unwrap_or(&name);
                    let content_type = content_type.as_deref().unwrap_or("application/octet-stream");
                    checked("content-type", content_type)?;
                    head.push_str(&format!("; filename=\"{}\"\r\nContent-Type: {content_type}", escaped(file_name)));
                    for (name, value) in &headers {
                        let (name, _) = checked(name, value)?;
                        if ["content-disposition", "content-type"].contains(&name.as_str()) {
                            return Err(Error::argument(
                                name.as_str(),
                                "a part has a method of its own for this header",
                            ));
                        }
                        head.push_str(&format!("\r\n{name}: {value}"));
                    }
                    bytes
                }
            };
            body.reserve(head.len() + bytes.len() + 128);
            body.put_slice(head.as_bytes());
            body.put_slice(b"\r\n\r\n");
            body.put_slice(&bytes);
            body.put_slice(b"\r\n");
        }
        body.put_slice(format!("--{boundary}--\r\n").as_bytes());
        Ok((format!("{MULTIPART}; boundary={boundary}"), body.freeze()))
    }
}

/// A name between quotes: what would end it or its line is percent-encoded, as browsers do (WHATWG HTML, multipart form
/// data); RFC 7578 leaves other characters as they are.
fn escaped(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Vec<FieldValue> {
        vec![FieldValue::Text(text.to_owned())]
    }

    #[test]
    fn url_encoded_fields() {
        let mut form = Form::default();
        form.set("a b", text("old"));
        form.set("list", vec![FieldValue::Text("1".into()), FieldValue::Text("é&".into())]);
        form.set("a b", text("c&d=+"));
        form.set("commas", vec![FieldValue::Commas(vec!["a,b".into(), "c d".into()])]);
        let (media_type, body) = form.encode("application/x-www-form-urlencoded").unwrap();
        assert_eq!(media_type, "application/x-www-form-urlencoded");
        assert_eq!(body, "a+b=c%26d%3D%2B&list=1&list=%C3%A9%26&commas=a%2Cb,c+d");
        let mut form = Form::default();
        form.set("f", vec![FieldValue::File(FilePart::new("x"))]);
        assert!(form.encode("application/x-www-form-urlencoded").is_err());
    }

    #[test]
    fn parts_with_names_and_media_types() {
        let mut form = Form::default();
        form.set("text", text("é\r\nline"));
        form.set("json", vec![FieldValue::Typed("{}".into(), "application/json")]);
        form.set("one", vec![FieldValue::File(FilePart::new(vec![0, 255]))]);
        let files = ["a\"b\r\n.zip", "c.zip"]
            .map(|name| FilePart::from("z").file_name(name).content_type("application/zip").header("X-Part", "é"))
            .map(FieldValue::File);
        form.set("many", files.into());
        let (media_type, body) = form.encode("multipart/form-data").unwrap();
        let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
        let expected = [
            b"--B\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n\xc3\xa9\r\nline\r\n".as_slice(),
            b"--B\r\nContent-Disposition: form-data; name=\"json\"\r\nContent-Type: application/json\r\n\r\n{}\r\n",
            b"--B\r\nContent-Disposition: form-data; name=\"one\"; filename=\"one\"\r\n\
              Content-Type: application/octet-stream\r\n\r\n\x00\xff\r\n",
            b"--B\r\nContent-Disposition: form-data; name=\"many\"; filename=\"a%22b%0D%0A.zip\"\r\n\
              Content-Type: application/zip\r\nx-part: \xc3\xa9\r\n\r\nz\r\n",
            b"--B\r\nContent-Disposition: form-data; name=\"many\"; filename=\"c.zip\"\r\n\
              Content-Type: application/zip\r\nx-part: \xc3\xa9\r\n\r\nz\r\n",
            b"--B--\r\n",
        ]
        .concat();
        // The boundary is all that differs from run to run.
        let expected: Vec<u8> = expected
            .split(|byte| *byte == b'-')
            .map(|part| match part.strip_prefix(b"B") {
                Some(rest) if rest.is_empty() || rest.starts_with(b"\r\n") => [boundary.as_bytes(), rest].concat(),
                _ => part.to_vec(),
            })
            .collect::<Vec<_>>()
            .join(&b'-');
        assert_eq!(body.escape_ascii().to_string(), expected.escape_ascii().to_string());
    }

    #[test]
    fn media_types_and_headers_cannot_break_out_of_their_line() {
        for (name, value) in [("x", "y\r\nz: y"), ("x\r\nz", "y"), ("x: y", "z"), ("Content-Type", "a/b")] {
            let mut form = Form::default();
            form.set("f", vec![FieldValue::File(FilePart::new("x").header(name, value))]);
            assert!(form.encode("multipart/form-data").is_err(), "{name}");
        }
        let mut form = Form::default();
        form.set("f", vec![FieldValue::File(FilePart::new("x").content_type("a/b\r\nx: y"))]);
        assert!(form.encode("multipart/form-data").is_err());
        let mut form = Form::default();
        form.set("f", vec![FieldValue::Typed("x".into(), "a/b\r\nx: y")]);
        assert!(form.encode("multipart/form-data").is_err());
    }

    #[test]
    fn files_show_no_content() {
        assert!(!format!("{:?}", FilePart::new("secret")).contains("secret"));
    }
}
