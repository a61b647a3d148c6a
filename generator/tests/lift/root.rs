//! What Swagger 2.0 says once for the whole document: hosts, security, api-version, sources.

use azrest_generator::diagnostics::Code;

use crate::fixture::{lift, lift_files, swagger};

const PATH: &str = "paths:\n  /a: {get: {operationId: A, responses: {}}}\n";

#[test]
fn host_base_path_and_schemes_are_servers() {
    let servers = |text: &str| lift(&format!("{text}\n{PATH}"));
    servers("host: h.com").gives("/servers", "[{url: 'https://h.com'}]");
    servers("host: h.com\nbasePath: /").gives("/servers", "[{url: 'https://h.com'}]");
    servers("host: h.com\nbasePath: /v1/\nschemes: [http, https]")
        .gives("/servers", "[{url: 'http://h.com/v1'}, {url: 'https://h.com/v1'}]");
    servers("basePath: /v1").gives("/servers", "[{url: /v1}]");
    assert!(!servers("schemes: [https]").has("/servers"));
}

#[test]
fn a_host_that_is_a_url_is_read_as_one_and_told() {
    for (text, url) in [
        ("host: 'https://h.com/'\nbasePath: /v1", "https://h.com/v1"),
        ("host: 'http://h.com'", "http://h.com"),
        ("host: 'http://h.com'\nschemes: [https]", "https://h.com"),
    ] {
        let lifted = lift_files(&[("main.yaml", &swagger(&format!("{text}\n{PATH}")))], "main.yaml");
        assert_eq!(lifted.at("/servers/0/url"), url, "{text}");
        assert_eq!(lifted.codes(), [Code::KeywordIgnored], "{text}");
    }
}

#[test]
fn schemes_of_an_operation() {
    lift("host: h.com\npaths:\n  /a: {get: {operationId: A, schemes: [http], responses: {}}}\n")
        .gives("/servers", "[{url: 'https://h.com'}]")
        .gives("/paths/~1a/get/servers", "[{url: 'http://h.com'}]");
}

#[test]
fn a_parameterized_host() {
    let lifted = lift(&format!(
        "
x-ms-parameterized-host:
  hostTemplate: '{{endpoint}}/{{zone}}'
  useSchemePrefix: false
  positionInOperation: first
  parameters:
  - {{$ref: '#/parameters/Endpoint'}}
  - {{name: zone, in: path, required: true, type: string, default: eu, description: d, x-ms-parameter-location: method}}
basePath: /v1
{PATH}
parameters:
  Endpoint: {{name: endpoint, in: path, required: true, type: string, format: uri, x-ms-skip-url-encoding: true, description: d}}
"
    ));
    lifted
        .gives("/servers", "[{url: '{endpoint}/{zone}/v1', variables: {endpoint: {default: ''}, zone: {default: eu}}}]")
        .gives(
            "/x-ms-parameterized-host",
            "
            hostTemplate: '{endpoint}/{zone}'
            useSchemePrefix: false
            positionInOperation: first
            parameters:
            - name: endpoint
              in: path
              required: true
              schema: {type: string, format: uri}
              x-ms-skip-url-encoding: true
              x-ms-parameter-location: client
            - name: zone
              in: path
              required: true
              schema: {type: string, default: eu}
              x-ms-parameter-location: method
            ",
        );
    lift(&format!("x-ms-parameterized-host: {{hostTemplate: '{{h}}.net', parameters: []}}\nschemes: [http]\n{PATH}"))
        .gives("/servers", "[{url: 'http://{h}.net', variables: {}}]");
}

#[test]
fn what_documents_disagree_on_stands_with_each_operation() {
    let a = swagger(
        "host: a.com\nsecurity: [{s: []}]\nsecurityDefinitions: {s: {type: basic}}\npaths:\n  /a: {get: {operationId: A, responses: {}}}\n",
    );
    let b = swagger("host: b.com\npaths:\n  /b: {get: {operationId: B, responses: {}}}\n");
    let silent = swagger(
        "security: [{s: []}]\nsecurityDefinitions: {s: {type: basic}}\npaths:\n  /c: {get: {operationId: C, responses: {}}}\n",
    );
    let lifted = lift_files(&[("a.yaml", &a), ("b.yaml", &b), ("c.yaml", &silent)], "a.yaml b.yaml c.yaml");
    lifted
        .gives("/paths/~1a/get/servers", "[{url: 'https://a.com'}]")
        .gives("/paths/~1b/get/servers", "[{url: 'https://b.com'}]")
        .gives("/paths/~1a/get/security", "[{s: []}]");
    assert!(!lifted.has("/servers") && !lifted.has("/security") && !lifted.has("/paths/~1b/get/security"));

    let lifted = lift_files(&[("a.yaml", &a), ("c.yaml", &silent)], "a.yaml c.yaml");
    lifted.gives("/servers", "[{url: 'https://a.com'}]").gives("/security", "[{s: []}]");
    assert!(!lifted.has("/paths/~1a/get/servers") && !lifted.has("/paths/~1c/get/security"));
}

#[test]
fn security_schemes() {
    lift(
        "
paths:
  /a: {get: {operationId: A, security: [], responses: {}}}
security: [{o: [user]}, {k: []}]
securityDefinitions:
  o: {type: oauth2, description: d, flow: implicit, authorizationUrl: 'https://l', scopes: {user: a text}, x-more: 1}
  a: {type: oauth2, flow: application, tokenUrl: 'https://t', scopes: {}}
  c: {type: oauth2, flow: accessCode, tokenUrl: 'https://t', authorizationUrl: 'https://l'}
  p: {type: oauth2, flow: password, tokenUrl: 'https://t', scopes: {}}
  k: {type: apiKey, in: header, name: key}
  b: {type: basic}
",
    )
    .gives("/security", "[{o: [user]}, {k: []}]")
    .gives("/paths/~1a/get/security", "[]")
    .gives(
        "/components/securitySchemes",
        "
        a: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://t', scopes: {}}}}
        b: {type: http, scheme: basic}
        c: {type: oauth2, flows: {authorizationCode: {tokenUrl: 'https://t', authorizationUrl: 'https://l', scopes: {}}}}
        k: {type: apiKey, name: key, in: header}
        o: {type: oauth2, flows: {implicit: {authorizationUrl: 'https://l', scopes: {user: ''}}}, x-more: 1}
        p: {type: oauth2, flows: {password: {tokenUrl: 'https://t', scopes: {}}}}
        ",
    );
}

#[test]
fn requirements_follow_renamed_schemes() {
    let a = swagger(
        "security: [{s: []}]\nsecurityDefinitions: {s: {type: basic}}\npaths:\n  /a: {get: {operationId: A, responses: {}}}\n",
    );
    let b = swagger(
        "security: [{s: []}]\nsecurityDefinitions: {s: {type: apiKey, in: header, name: k}}\npaths:\n  /b: {get: {operationId: B, responses: {}}}\n",
    );
    let lifted = lift_files(&[("a.yaml", &a), ("b.yaml", &b)], "a.yaml b.yaml");
    lifted.gives("/paths/~1a/get/security", "[{s: []}]").gives("/paths/~1b/get/security", "[{B_S: []}]");
    assert!(lifted.has("/components/securitySchemes/B_S/name"));
}

#[test]
fn each_operation_has_the_api_version_of_its_document() {
    let a = "swagger: '2.0'\ninfo: {title: t, version: 2024-01-01}\npaths:\n  /a: {get: {operationId: A, tags: [x], responses: {}}}\n";
    let b = "swagger: '2.0'\ninfo: {title: t, version: 1.5}\npaths:\n  /b: {get: {operationId: B, responses: {}}}\n";
    lift_files(&[("a.yaml", a), ("b.yaml", b)], "a.yaml b.yaml")
        .gives("/info", "{title: test, version: '1'}")
        .gives(
            "/paths/~1a/get",
            "{operationId: A, responses: {}, x-azrest-api-version: '2024-01-01', x-azrest-source: 0}",
        )
        .gives("/paths/~1b/get", "{operationId: B, responses: {}, x-azrest-api-version: '1.5', x-azrest-source: 1}");
}

#[test]
fn sources_are_counted_if_there_are_several_inputs() {
    let a = swagger(
        "paths:\n  /a: {get: {operationId: A, responses: {200: {description: d, schema: {$ref: 'z/c.yaml#/definitions/C'}}}}}\n",
    );
    let b = swagger(
        "paths:\n  /b: {get: {operationId: B, responses: {200: {description: d, schema: {$ref: '#/definitions/B'}}}}}\ndefinitions: {B: {type: object}}\n",
    );
    let c = "definitions: {C: {type: object}}";
    let files = [("a.yaml", a.as_str()), ("b.yaml", &b), ("z/c.yaml", c)];
    let lifted = lift_files(&files, "b.yaml a.yaml");
    lifted
        .gives("/x-azrest-sources", "[b.yaml, a.yaml, z/c.yaml]")
        .gives("/components/schemas", "{B: {type: object, x-azrest-source: 0}, C: {type: object, x-azrest-source: 2}}");
    let lifted = lift_files(&files, "a.yaml a.yaml ./a.yaml");
    assert!(!lifted.has("/x-azrest-sources") && !lifted.yaml().contains("x-azrest-source"));
}

#[test]
fn extensions_of_the_root_are_told() {
    let lifted = lift(&format!("x-odd: 1\nx-typespec-generated: []\n{PATH}"));
    assert_eq!(lifted.codes(), [Code::UnknownExtension]);
    assert!(!lifted.has("/x-odd"));
}
