//! Host templates: takes the servers and operations of a data plane; where a server is an endpoint of the caller's and a path,
//! the path goes before those of the operations (R1.2).

use std::collections::BTreeMap;

use super::Builder;
use crate::model::{Level, Operation, OperationGroup, Parameter, PathTemplate, ServerVariable};
use crate::openapi::extensions::{ExtensionMap, ParameterizedHost, names::PARAMETERIZED_HOST};

impl Builder<'_> {
    /// Callers know the endpoint of their resource, not the path of the service behind it: that of `{endpoint}/vision/v3.1`
    /// goes before the paths of the operations, and variables in it that have no value are the client's parameters, which are
    /// given back. Other servers stay as they are, and so do all where one is of another form.
    pub(super) fn keep_template_path(
        &mut self,
        servers: &mut Vec<String>,
        variables: &mut Vec<ServerVariable>,
        groups: &mut [OperationGroup],
    ) -> Vec<Parameter> {
        let parameters = self.host_parameters();
        let is_given = |name: &str| parameters.contains_key(name) && value(variables, name).is_none();
        let is_usual = |it: &String| split(it).is_some_and(|(name, _)| is_given(name));
        let operations = || groups.iter().flat_map(|it| &it.operations);
        if servers.is_empty() || !servers.iter().chain(operations().flat_map(|it| &it.servers)).all(is_usual) {
            return Vec::new();
        }
        let paths: Option<Vec<PathTemplate>> =
            operations().map(|it| with_path(it, servers, variables, &parameters)).collect();
        let Some(paths) = paths else { return Vec::new() };
        let mut given: Vec<Parameter> = Vec::new();
        for (it, path) in std::iter::zip(groups.iter_mut().flat_map(|it| &mut it.operations), paths) {
            let own: Vec<&str> = it.path.parameters().collect();
            let new = path.parameters().filter(|name| !own.contains(name));
            let new: Vec<Parameter> = new.filter_map(|name| parameters.get(name).cloned()).collect();
            for parameter in &new {
                if given.iter().all(|it| it.name != parameter.name) {
                    given.push(parameter.clone());
                }
            }
            it.parameters.splice(..0, new);
            it.path = path;
            it.servers = endpoints(&it.servers);
        }
        *servers = endpoints(servers);
        variables.retain(|it| servers.iter().any(|url| split(url).is_some_and(|(name, _)| name == it.name)));
        given
    }

    /// The parameters of all host templates by name, as the client's.
    fn host_parameters(&mut self) -> BTreeMap<String, Parameter> {
        let document = self.document;
        let mut templates: Vec<(String, &ExtensionMap)> = vec![(String::new(), &document.openapi.extensions)];
        let written = document.openapi.paths.paths.iter().filter_map(|(path, it)| Some((path, it.as_item()?)));
        for (path, item) in written.chain(&document.extra_paths) {
            let section = if document.extra_paths.contains_key(path) { "x-ms-paths" } else { "paths" };
            let start = format!("/{section}/{}", crate::source::escape_token(path));
            templates.extend(item.iter().map(|(method, it)| (format!("{start}/{method}"), &it.extensions)));
        }
        let mut found = BTreeMap::new();
        for (pointer, extensions) in templates {
            let Some(host) = ParameterizedHost::of(extensions) else { continue };
            for (at, it) in host.parameters.iter().enumerate() {
                let name = &it.parameter_data_ref().name;
                if !found.contains_key(name) {
                    let mut parameter =
                        self.read_parameter(it, &format!("{pointer}/{PARAMETERIZED_HOST}/parameters/{at}"));
                    parameter.level = Level::Client;
                    found.insert(name.clone(), parameter);
                }
            }
        }
        found
    }
}

/// A server that is a variable for a whole endpoint and no more than a path behind it: the variable, and the path.
fn split(url: &str) -> Option<(&str, &str)> {
    let (name, path) = url.strip_prefix('{')?.split_once('}')?;
    let is_path = path.is_empty() || path.starts_with('/') && !path.contains(['?', '#']);
    is_path.then(|| (name, path.trim_end_matches('/')))
}

/// The servers without their paths, each once.
fn endpoints(servers: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (name, _) in servers.iter().filter_map(|it| split(it)) {
        let endpoint = format!("{{{name}}}");
        if !found.contains(&endpoint) {
            found.push(endpoint);
        }
    }
    found
}

/// The value of a variable for which callers are not asked.
fn value<'v>(variables: &'v [ServerVariable], name: &str) -> Option<&'v str> {
    let it = variables.iter().find(|it| it.name == name)?;
    match (&it.default, it.values.as_slice()) {
        (Some(default), _) => Some(default),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}

/// The path of an operation behind that of its server; none where a name would mean two things.
fn with_path(
    operation: &Operation,
    servers: &[String],
    variables: &[ServerVariable],
    parameters: &BTreeMap<String, Parameter>,
) -> Option<PathTemplate> {
    let (_, template) = operation.servers.first().or(servers.first()).and_then(|it| split(it))?;
    let mut path = template.to_owned();
    for name in super::servers::names(template) {
        match value(variables, name) {
            Some(value) => path = path.replace(&format!("{{{name}}}"), value),
            None if !parameters.contains_key(name) || operation.path.parameters().any(|it| it == name) => return None,
            None => {}
        }
    }
    PathTemplate::parse(&format!("{path}{}", operation.path.as_str())).ok()
}

#[cfg(test)]
mod tests {
    use crate::normalize::fixture::normalized;

    fn document(template: &str, parameters: &str) -> String {
        let variables: String = ["endpoint", "version", "instance"]
            .iter()
            .filter(|it| template.contains(&format!("{{{it}}}")))
            .map(|it| match (*it, parameters.contains("default: v1")) {
                ("version", true) => "version: {default: v1}, ".to_owned(),
                (it, _) => format!("{it}: {{default: ''}}, "),
            })
            .collect();
        format!(
            "servers: [{{url: '{template}', variables: {{{variables}}}}}]\n\
             x-ms-parameterized-host: {{hostTemplate: '{template}', useSchemePrefix: false, parameters: [\
             {{name: endpoint, in: path, required: true, schema: {{type: string}}}}{parameters}]}}\n\
             paths:\n  /things/{{id}}: {{get: {{operationId: T_Get, parameters: [\
             {{name: id, in: path, required: true, schema: {{type: string}}}}], responses: {{'200': {{description: ''}}}}}}}}\n"
        )
    }

    #[test]
    fn the_path_behind_the_callers_endpoint_is_a_part_of_the_operations() {
        let version = ", {name: version, in: path, required: true, schema: {type: string, default: v1}}";
        let instance = ", {name: instance, in: path, required: true, schema: {type: string}}";
        for (template, parameters, path, servers, client) in [
            ("{endpoint}", "", "/things/{id}", "{endpoint}", vec![]),
            ("{endpoint}/vision/v3.1", "", "/vision/v3.1/things/{id}", "{endpoint}", vec![]),
            ("{endpoint}/vision/", "", "/vision/things/{id}", "{endpoint}", vec![]),
            ("{endpoint}/a/{version}", version, "/a/v1/things/{id}", "{endpoint}", vec![]),
            ("{endpoint}/{instance}", instance, "/{instance}/things/{id}", "{endpoint}", vec!["instance"]),
            ("{endpoint}/vision?x=1", "", "/things/{id}", "{endpoint}/vision?x=1", vec![]),
            ("https://{endpoint}.example/vision", "", "/things/{id}", "https://{endpoint}.example/vision", vec![]),
            ("{endpoint}.example/vision", "", "/things/{id}", "{endpoint}.example/vision", vec![]),
        ] {
            let (service, _) = normalized(&document(template, parameters));
            let operation = service.operations().next().unwrap();
            assert_eq!((operation.path.as_str(), service.servers.join(" ")), (path, servers.to_owned()), "{template}");
            let names: Vec<_> = service.client_parameters.iter().map(|it| it.name.as_str()).collect();
            assert_eq!(names, client, "{template}");
        }
    }
}
