//! Documents that are long or deep in one direction. There are no clocks here: what is quadratic would take minutes.

use azrest_generator::diagnostics::Code;

use crate::generated;

const HEAD: &str = "swagger: '2.0'\nhost: management.azure.com\ninfo: {title: t, version: '1'}\n";

fn of_definitions(first: &str, definitions: &str) -> String {
    format!(
        "{HEAD}paths:\n  /a: {{get: {{operationId: A_Get, responses: {{'200': {{description: d, schema: {{$ref: '#/definitions/{first}'}}}}}}}}}}\ndefinitions:\n{definitions}"
    )
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

#[test]
fn a_chain_of_references() {
    let chain = lines(5000, |at| format!("  D{at}: {{$ref: '#/definitions/D{}'}}\n", at + 1));
    let outcome = generated("a.yaml", of_definitions("D0", &format!("{chain}  D5000: {{type: string}}\n")).into());
    assert!(outcome.generated);
}

#[test]
fn a_chain_of_references_without_an_end() {
    let chain = lines(5000, |at| format!("  D{at}: {{$ref: '#/definitions/D{}'}}\n", (at + 1) % 5000));
    let outcome = generated("a.yaml", of_definitions("D0", &chain).into());
    let errors: Vec<_> = outcome.diagnostics.sorted().iter().map(|it| it.code).collect();
    assert_eq!(errors, [Code::EndlessReference]);
}

#[test]
fn a_chain_of_lists() {
    let chain = lines(400, |at| format!("  D{at}: {{type: array, items: {{$ref: '#/definitions/D{}'}}}}\n", at + 1));
    generated("a.yaml", of_definitions("D0", &format!("{chain}  D400: {{type: string}}\n")).into());
}

#[test]
fn a_chain_of_properties_and_its_cycle() {
    for last in ["{type: string}", "{$ref: '#/definitions/D0'}"] {
        let chain = lines(3000, |at| {
            format!("  D{at}: {{type: object, properties: {{p: {{$ref: '#/definitions/D{}'}}}}}}\n", at + 1)
        });
        let text = of_definitions("D0", &format!("{chain}  D3000: {{type: object, properties: {{p: {last}}}}}\n"));
        assert!(generated("a.yaml", text.into()).generated);
    }
}

#[test]
fn a_hierarchy_without_end() {
    let chain = lines(3000, |at| format!("  D{at}: {{allOf: [{{$ref: '#/definitions/D{}'}}]}}\n", at + 1));
    let text = of_definitions(
        "D0",
        &format!("{chain}  D3000: {{type: object, discriminator: k, properties: {{k: {{type: string}}}}}}\n"),
    );
    assert!(!generated("a.yaml", text.into()).generated);
}

#[test]
fn many_names_that_are_one() {
    let properties = lines(2000, |at| {
        let word: String = (0..11).map(|bit| if at >> bit & 1 == 1 { 'A' } else { 'a' }).collect();
        format!("      {word}: {{type: string, enum: [x, y], x-ms-enum: {{name: E{at}}}}}\n")
    });
    let text = of_definitions("D", &format!("  D:\n    type: object\n    properties:\n{properties}"));
    assert!(generated("a.yaml", text.into()).generated);
}

#[test]
fn a_long_enum() {
    let values = lines(100_000, |at| format!("v{at}, "));
    assert!(
        generated("a.yaml", of_definitions("D", &format!("  D: {{type: string, enum: [{values}]}}\n")).into())
            .generated
    );
}

#[test]
fn many_objects_in_each_other() {
    let ring = lines(3000, |at| {
        let (next, other) = ((at + 1) % 3000, at * 7 % 3000);
        format!(
            "  D{at}: {{type: object, properties: {{n: {{$ref: '#/definitions/D{next}'}}, m: {{$ref: '#/definitions/D{other}'}}}}}}\n"
        )
    });
    assert!(generated("a.yaml", of_definitions("D0", &ring).into()).generated);
}

#[test]
fn many_operations_of_one_name() {
    let paths = lines(1500, |at| {
        format!("  /a/{at}: {{get: {{operationId: A_Get, responses: {{'200': {{description: d}}}}}}}}\n")
    });
    // One document may not use an operationId twice.
    assert!(!generated("a.yaml", format!("{HEAD}paths:\n{paths}").into()).generated);
}

#[test]
fn a_schema_as_deep_as_documents_may_be() {
    for (open, close) in [
        (r#"{"type":"array","items":"#, "}"),
        (r#"{"type":"object","properties":{"p":"#, "}}"),
        (r#"{"allOf":["#, "]}"),
        (r#"{"type":"object","additionalProperties":"#, "}"),
        (r#"{"oneOf":["#, "]}"),
    ] {
        for depth in [30, 60, 88, 100, 120, 240, 500, 100_000] {
            let deep = format!("{}{{\"type\":\"string\"}}{}", open.repeat(depth), close.repeat(depth));
            let text = format!(
                r##"{{"swagger":"2.0","info":{{"title":"t","version":"1"}},"paths":{{"/a":{{"get":{{"operationId":"A_Get","responses":{{"200":{{"description":"d","schema":{deep}}}}}}}}}}}}}"##
            );
            generated("a.json", text.into());
        }
    }
}
