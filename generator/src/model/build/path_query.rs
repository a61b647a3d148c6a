//! The query in the key of a path: takes its text and the parameters of an operation, gives the pairs that are the same in
//! every call, and the part that has placeholders.
//!
//! Such keys are no OpenAPI; `x-ms-paths` has them, and so have documents that say in them what their query parameters are.

use percent_encoding::percent_decode_str;

use super::Builder;
use crate::diagnostics::Code;
use crate::model::{Location, Parameter, PathTemplate};

/// What the query in a key says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct PathQuery {
    /// Names and values, decoded.
    pub(super) fixed: Vec<(String, String)>,
    /// What goes out as written: pairs with placeholders, which only a template can fill in, and names alone.
    pub(super) template: String,
}

impl Builder<'_> {
    /// Reads the query. A parameter that it names is one of the query, unless its place is in the path, too.
    pub(super) fn path_query(&mut self, path: &PathTemplate, text: &str, parameters: &mut Vec<Parameter>) -> PathQuery {
        let pairs: Vec<(&str, &str)> = text
            .split('&')
            .filter(|it| !it.is_empty())
            .map(|pair| (pair, pair.split_once('=').map_or(pair, |(key, _)| key)))
            .collect();
        let mut query = PathQuery::default();
        for (pair, key) in &pairs {
            let value = pair.split_once('=').map_or("", |(_, value)| value);
            let is_repeated = pairs.iter().filter(|(_, it)| it == key).count() > 1;
            let declared = parameters.iter().position(|it| it.location == Location::Query && it.name == *key);
            if let Some(name) = value.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
                let named = |location| parameters.iter().position(|it| it.location == location && it.name == name);
                let in_path = path.parameters().any(|it| it == name);
                let moved = named(Location::Path).or_else(|| named(Location::Query));
                match (declared, moved.filter(|_| !in_path && !is_repeated)) {
                    (Some(_), _) if name == *key || moved.is_none() => continue,
                    (None, Some(at)) => {
                        move_into_query(&mut parameters[at], key);
                        continue;
                    }
                    _ => {}
                }
            }
            // A key alone says that the parameter goes there, not what its value is.
            if declared.is_some() && !pair.contains('=') {
                continue;
            }
            if pair.contains('{') || !pair.contains('=') {
                query.template.push_str(if query.template.is_empty() { "" } else { "&" });
                query.template.push_str(pair);
                continue;
            }
            if let Some(at) = declared.filter(|at| parameters[*at].constant.is_none()) {
                let origin = parameters.remove(at).origin;
                let message = format!("the path says that `{key}` is `{value}`, which no parameter can change");
                self.report(Code::KeywordIgnored, &origin.pointer, message);
            }
            query.fixed.push((decoded(key), decoded(value)));
        }
        query
    }

    /// Takes away path parameters that stand behind `#` alone, which is never sent.
    pub(super) fn drop_of_fragment(&mut self, path: &PathTemplate, fragment: &str, parameters: &mut Vec<Parameter>) {
        parameters.retain(|it| {
            let is_sent = it.location != Location::Path || path.parameters().any(|name| name == it.name);
            let keep = is_sent || !fragment.contains(&format!("{{{}}}", it.name));
            if !keep {
                let message = format!("`{}` stands behind `#` of the path, which is not sent", it.name);
                self.report(Code::KeywordIgnored, &it.origin.pointer, message);
            }
            keep
        });
    }
}

/// A name or a value of a key, which may be encoded as in a URL.
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), |it| it.into_owned())
}

fn move_into_query(parameter: &mut Parameter, key: &str) {
    if parameter.name != key {
        let name = std::mem::replace(&mut parameter.name, key.to_owned());
        parameter.client_name.get_or_insert(name);
    }
    parameter.location = Location::Query;
    if parameter.declared_style.name == "simple" {
        "form".clone_into(&mut parameter.declared_style.name);
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::normalize::fixture::{codes, normalized};

    /// Path, fixed pairs and parameters of an operation with this key, whose parameters are `places` (`x:path`).
    fn read(key: &str, places: &str) -> (String, Vec<Code>) {
        let parameters: Vec<String> = places
            .split_whitespace()
            .filter_map(|it| it.split_once(':'))
            .map(|(name, place)| {
                format!("{{name: {name}, in: {place}, required: {}, schema: {{type: string}}}}", place == "path")
            })
            .collect();
        let parameters = parameters.join(", ");
        let (service, diagnostics) = normalized(&format!(
            "paths:\n  '{key}':\n    parameters: [{parameters}]\n    get: {{operationId: X, responses: {{'200': {{description: ''}}}}}}\n"
        ));
        let operation = service.operations().next().expect("an operation");
        let mut all = vec![operation.path.as_str().to_owned()];
        all.extend(operation.fixed_query.iter().map(|(key, value)| format!("{key}={value}")));
        all.extend(operation.parameters.iter().map(|it| format!("{}:{}", it.name, it.location.as_str())));
        (all.join(" "), codes(&diagnostics))
    }

    #[test]
    fn placeholders_are_parameters_of_the_query_or_parts_of_the_template() {
        for (key, places, expected) in [
            ("/a?b=1&c", "", "/a?c b=1"),
            ("/a?b=&c=d e", "", "/a b= c=d e"),
            ("/a?b=1%2F2&c=100%", "", "/a b=1/2 c=100%"),
            ("/a?size={n}", "n:path", "/a size:query"),
            ("/a?n={n}", "n:query", "/a n:query"),
            ("/a?n={N}", "n:query", "/a n:query"),
            ("/a?b=1&k", "k:query", "/a b=1 k:query"),
            ("/a?size={n}", "n:query", "/a size:query"),
            ("/a/{x}?y={x}", "x:path", "/a/{x}?y={x} x:path"),
            ("/a/{x}?y={x}&z=1&w={x}", "x:path", "/a/{x}?y={x}&w={x} z=1 x:path"),
            ("/a?k={x}&k={y}", "x:path y:path", "/a?k={x}&k={y} x:path y:path"),
            ("/a?f=id-{x}", "x:path", "/a?f=id-{x} x:path"),
            ("/a/{x}#{x}", "x:path", "/a/{x} x:path"),
        ] {
            assert_eq!(read(key, places), (expected.to_owned(), vec![]), "{key}");
        }
    }

    #[test]
    fn what_cannot_be_sent_is_told() {
        for (key, places, expected, code) in [
            ("/a?k=1", "k:query", "/a k=1", Code::KeywordIgnored),
            ("/a#k={k}", "k:path", "/a", Code::KeywordIgnored),
            ("/a?k={k}", "", "/a?k={k}", Code::UndeclaredPathParameter),
            ("/a#k", "k:path", "/a k:path", Code::UnusedPathParameter),
        ] {
            assert_eq!(read(key, places), (expected.to_owned(), vec![code]), "{key}");
        }
    }
}
