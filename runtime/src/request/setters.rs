//! The setters of generated code: in comes a value, and it is written where its parameter or its body goes.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Serialize;

use super::{
    Request, body,
    encode::encode,
    form::{FieldValue, FilePart},
    members::{deep_members, json_text, members},
    query::CollectionFormat,
};
use crate::{
    BinaryBody,
    model::request_scope::Writing,
    operation::{Method, Operation},
    transport::upload::Content,
    values::WireValue,
};

impl Request {
    /// Sets a query parameter; setting it again replaces it.
    #[inline]
    pub fn query(mut self, name: &'static str, value: &(impl WireValue + ?Sized)) -> Self {
        self.0.query.set(name, &value.wire());
        self
    }

    /// Sets a query parameter that is a list (R1.12).
    pub fn query_list<T: WireValue>(mut self, name: &'static str, items: &[T], format: CollectionFormat) -> Self {
        self.0.query.set_list(name, items, format);
        self
    }

    /// Sets a query parameter that is a list in whose items reserved characters stay as they are, `allowReserved` (R1.12).
    pub fn reserved_query_list<T: WireValue>(
        mut self,
        name: &'static str,
        items: &[T],
        format: CollectionFormat,
    ) -> Self {
        self.0.query.set_reserved_list(name, items, format);
        self
    }

    /// Sets a query parameter that is a list whose items go in as they are, `x-ms-skip-url-encoding` (R1.8, R1.12).
    pub fn raw_query_list<T: WireValue>(mut self, name: &'static str, items: &[T], format: CollectionFormat) -> Self {
        let result = self.0.query.set_raw_list(name, items, format);
        self.check(result);
        self
    }

    /// Sets a query parameter whose value goes in as it is, `x-ms-skip-url-encoding` (R1.8).
    #[inline]
    pub fn raw_query(mut self, name: &'static str, value: &(impl WireValue + ?Sized)) -> Self {
        let result = self.0.query.set_raw(name, &value.wire());
        self.check(result);
        self
    }

    /// Sets a query parameter in which reserved characters stay as they are, `allowReserved`; those that would end it or
    /// change what it is part of are encoded all the same.
    pub fn reserved_query(mut self, name: &'static str, value: &(impl WireValue + ?Sized)) -> Self {
        self.0.query.set_reserved(name, &value.wire());
        self
    }

    /// Sets query parameters, one for each member of an object; a member that is a list is repeated.
    pub fn query_members<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        for (name, texts) in self.check(members(name, value)).into_iter().flatten() {
            self.0.query.set_multi(name, &texts);
        }
        self
    }

    /// Sets query parameters, `name[member]` for each member of an object, `name[member][inner]` for those inside, and `name[0]` for
    /// elements of lists (R1.30).
    pub fn query_deep_object<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        for (name, text) in self.check(deep_members(name, value)).into_iter().flatten() {
            self.0.query.set(name, &text);
        }
        self
    }

    /// Sets a cookie of the operation, its value percent-encoded.
    pub fn cookie(mut self, name: &'static str, value: &(impl WireValue + ?Sized)) -> Self {
        let value = encode(&value.wire()).into_owned();
        match self.0.cookies.iter_mut().find(|(known, _)| *known == name) {
            Some(known) => known.1 = value,
            None => self.0.cookies.push((name, value)),
        }
        self
    }

    /// Sets a cookie of the operation that is a list (R1.12).
    pub fn cookie_list<T: WireValue>(self, name: &'static str, items: &[T], format: CollectionFormat) -> Self {
        self.cookie(name, &format.join(items))
    }

    /// Sets a header parameter of the operation.
    #[inline]
    pub fn header(mut self, name: &'static str, value: &(impl WireValue + ?Sized)) -> Self {
        self.set_modelled_header(name, &value.wire());
        self
    }

    /// Sets a header parameter that is a list (R1.12).
    pub fn header_list<T: WireValue>(mut self, name: &'static str, items: &[T], format: CollectionFormat) -> Self {
        self.set_modelled_header(name, &format.join(items));
        self
    }

    /// Sets a family of headers, `x-ms-header-collection-prefix`.
    pub fn header_map<T: WireValue>(mut self, prefix: &'static str, entries: &BTreeMap<String, T>) -> Self {
        for (name, value) in entries {
            self.set_modelled_header(&format!("{prefix}{name}"), &value.wire());
        }
        self
    }

    /// Sets the body, read-only properties left out (R1.21).
    #[inline]
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        let Operation { method, content_type, .. } = self.0.operation;
        // There, null removes what it stands for (R1.22).
        let is_patch = *method == Method::Patch || content_type.starts_with("application/merge-patch+json");
        let writing = if is_patch { Writing::Patch } else { Writing::Request };
        self.0.body = self.check(body::json(body, writing));
        self
    }

    /// Sets the body if there is one; else neither body nor `Content-Type` are sent (R1.20).
    #[inline]
    pub fn optional_json<T: Serialize + ?Sized>(self, body: Option<&T>) -> Self {
        match body {
            Some(body) => self.json(body),
            None => self,
        }
    }

    /// Sets the body, written as XML of this shape, read-only properties left out (R1.21).
    #[cfg(feature = "xml")]
    pub fn xml<T: Serialize + ?Sized>(mut self, body: &T, shape: &'static crate::xml::XmlBody) -> Self {
        self.0.body = self.check(body::xml(body, shape));
        self
    }

    /// Sets a body of bytes, of the operation's content type.
    pub fn bytes(mut self, body: impl Into<BinaryBody>) -> Self {
        (self.0.body, self.0.upload) = match body.into().0 {
            Content::Bytes(bytes) => (Some(bytes), None),
            Content::Stream(upload) => (None, Some(upload)),
        };
        self
    }

    /// Sets a body of plain text.
    pub fn text(mut self, body: &(impl WireValue + ?Sized)) -> Self {
        self.0.body = Some(Bytes::from(body.wire().into_owned()));
        self
    }

    /// Sets a field of a form.
    pub fn field(mut self, name: &'static str, value: &(impl WireValue + ?Sized)) -> Self {
        self.0.form.set(name, vec![FieldValue::Text(value.wire().into_owned())]);
        self
    }

    /// Sets a field of a form that is a list (R1.12).
    pub fn field_list<T: WireValue>(mut self, name: &'static str, items: &[T], format: CollectionFormat) -> Self {
        let texts = || items.iter().map(|item| item.wire().into_owned());
        let values = match format {
            CollectionFormat::Multi => texts().map(FieldValue::Text).collect(),
            CollectionFormat::Commas => vec![FieldValue::Commas(texts().collect())],
            _ => vec![FieldValue::Text(format.join(items))],
        };
        self.0.form.set(name, values);
        self
    }

    /// Sets a field of a form to JSON.
    pub fn field_json<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.field_as(name, &json_text(value), "application/json")
    }

    /// Sets a field of a form to a text of this media type, which a form that is no multipart one does not name.
    pub fn field_as(mut self, name: &'static str, text: &str, media_type: &'static str) -> Self {
        self.0.form.set(name, vec![FieldValue::Typed(text.to_owned(), media_type)]);
        self
    }

    /// Sets fields of a form, one for each member of an object.
    pub fn field_members<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        for (name, texts) in self.check(members(name, value)).into_iter().flatten() {
            self.0.form.set(&name, texts.into_iter().map(FieldValue::Text).collect());
        }
        self
    }

    /// Sets fields of a form, `name[member]` for each member of an object, `name[member][inner]` for those inside, and `name[0]` for
    /// elements of lists (R1.30).
    pub fn field_deep_object<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        for (name, text) in self.check(deep_members(name, value)).into_iter().flatten() {
            self.0.form.set(&name, vec![FieldValue::Text(text)]);
        }
        self
    }

    /// Adds a file to a form.
    pub fn file(self, name: &'static str, file: impl Into<FilePart>) -> Self {
        self.files(name, vec![file.into()])
    }

    /// Adds several files to a form under one name.
    pub fn files(mut self, name: &'static str, files: Vec<FilePart>) -> Self {
        self.0.form.set(name, files.into_iter().map(FieldValue::File).collect());
        self
    }
}
