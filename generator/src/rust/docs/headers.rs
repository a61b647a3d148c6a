//! Headers of answers: takes an operation, gives sentences about what its responses declare.

use std::collections::BTreeSet;

use super::markdown::code;
use crate::model::{Method, Operation};

/// The headers of answers, but for those that every answer may have and the runtime reads itself.
pub(super) fn of_headers(operation: &Operation) -> Vec<String> {
    const OF_ALL: [&str; 13] = [
        "azure-asyncoperation",
        "content-length",
        "content-type",
        "date",
        "location",
        "operation-location",
        "retry-after",
        "x-ms-client-request-id",
        "x-ms-correlation-request-id",
        "x-ms-request-id",
        "x-ms-version",
        "x-request-id",
        "x-xss-protection",
    ];
    let headers = operation.responses.iter().filter(|it| !it.error).flat_map(|it| &it.headers);
    let (mut families, mut names) = (BTreeSet::new(), BTreeSet::new());
    for header in headers {
        match &header.prefix {
            Some(prefix) => families.insert(prefix.as_str()),
            // Of a HEAD they are all there is.
            None => {
                let is_known = OF_ALL.contains(&header.name.to_ascii_lowercase().as_str());
                (!is_known || operation.method == Method::Head) && names.insert(header.name.as_str())
            }
        };
    }
    let mut facts = Vec::new();
    // Lists and long-running operations have many answers.
    if !names.is_empty() && operation.paging.is_none() && operation.long_running.is_none() {
        let names: Vec<String> = names.iter().map(|it| format!("`{}`", code(it))).collect();
        let noun = if names.len() == 1 { "header" } else { "headers" };
        facts.push(format!("`response()` gives the {noun} {} as well.", names.join(", ")));
    }
    for prefix in families {
        facts.push(format!("`Response::headers_with_prefix` gives the headers `{}…`.", code(prefix)));
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::of_headers;
    use crate::normalize::fixture::normalized;

    #[test]
    fn headers_of_answers_are_named() {
        let header = |names: &[&str]| {
            let headers: Vec<String> = names.iter().map(|it| format!("{it}: {{schema: {{type: string}}}}")).collect();
            format!("headers: {{{}}}", headers.join(", "))
        };
        for (method, extra, names, expected) in [
            (
                "get",
                "",
                vec!["x-b", "ETag", "Date", "x-ms-request-id"],
                vec!["`response()` gives the headers `ETag`, `x-b` as well."],
            ),
            ("get", "", vec!["Date"], vec![]),
            ("head", "", vec!["Content-Length"], vec!["`response()` gives the header `Content-Length` as well."]),
            ("put", "x-ms-long-running-operation: true, ", vec!["ETag"], vec![]),
        ] {
            let (service, _) = normalized(&format!(
                "paths: {{/a: {{{method}: {{operationId: A, {extra}responses: {{'200': {{description: '', {}}}, '400': {{description: '', {}}}}}}}}}}}",
                header(&names),
                header(&["x-of-error"])
            ));
            assert_eq!(of_headers(service.operations().next().expect("one operation")), expected, "{names:?}");
        }
    }
}
