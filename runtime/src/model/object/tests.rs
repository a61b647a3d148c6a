use std::collections::BTreeMap;

use crate::{
    Sensitive, UnknownKind,
    model::{decode::decode, request_scope},
};

#[derive(Clone, Debug, Default, PartialEq)]
struct Tree {
    id: Option<String>,
    weight: Option<i32>,
    tags: Option<BTreeMap<String, String>>,
    left: Option<Box<Tree>>,
    children: Option<Vec<Tree>>,
    password: Option<Sensitive<String>>,
}
crate::__impl_model! { Tree {
    "id" => id (read_only),
    "weight" => weight,
    "tags" => tags,
    "left" => left,
    "children" => children,
    "password" => password,
} }

#[derive(Clone, Debug, Default, PartialEq)]
struct Nulls {
    name: Option<String>,
    state: Option<String>,
    rest: BTreeMap<String, Option<i32>>,
}
crate::__impl_model! { Nulls { .. => rest, "name" => name (nullable), "state" => state } }

#[derive(Clone, Debug, Default, PartialEq)]
struct Docker {
    path: Option<String>,
}
crate::__impl_model! { Docker { "type" = "DockerBuildRequest", "dockerFilePath" => path, } }

#[derive(Clone, Debug, Default, PartialEq)]
struct Bag {
    a: Option<i32>,
    rest: BTreeMap<String, serde_json::Value>,
}
crate::__impl_model! { Bag { .. => rest, "kind" = "bag", "a" => a } }

#[derive(Clone, Debug, Default, PartialEq)]
struct Empty {}
crate::__impl_model! { Empty {} }

#[derive(Clone, Debug, PartialEq)]
enum RunRequest {
    DockerBuildRequest(Box<Docker>),
    Other(Box<Bag>),
    UnknownKind(UnknownKind),
}
crate::__impl_union! { RunRequest, "type" { "DockerBuildRequest" => DockerBuildRequest(Docker), "Other" => Other(Bag), } }

fn text<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap()
}

fn tree() -> Tree {
    let leaf = Tree { weight: Some(1), ..Tree::default() };
    Tree {
        id: Some("x".into()),
        tags: Some(BTreeMap::from([("k".into(), "v".into())])),
        left: Some(Box::new(leaf.clone())),
        children: Some(vec![leaf]),
        password: Some("secret".into()),
        ..Tree::default()
    }
}

#[test]
fn r1_21_read_only_properties_are_left_out_of_requests_alone() {
    let whole = r#"{"id":"x","tags":{"k":"v"},"left":{"weight":1},"children":[{"weight":1}],"password":"secret"}"#;
    assert_eq!(text(&tree()), whole);
    let scope = request_scope::Scope::enter(request_scope::Writing::Request);
    assert!(!text(&tree()).contains("\"id\""));
    drop(scope);
    assert_eq!(text(&tree()), whole);
    assert_eq!(decode::<Tree>(whole.as_bytes()).unwrap(), tree());
    assert!(!format!("{:?}", tree()).contains("secret"));
}

#[test]
fn r1_23_null_is_written_for_what_is_required_and_may_be_null() {
    use request_scope::{Scope, Writing};
    let nothing = Nulls::default();
    assert_eq!(text(&nothing), r#"{"name":null}"#);
    for (writing, expected) in [(Writing::Request, r#"{"name":null}"#), (Writing::Patch, "{}")] {
        let _scope = Scope::enter(writing);
        assert_eq!(text(&nothing), expected);
    }
    let read = decode::<Nulls>(br#"{"name":null,"state":null,"a":null,"b":1}"#).unwrap();
    assert_eq!(read.rest, BTreeMap::from([("a".to_owned(), None), ("b".to_owned(), Some(1))]));
    assert_eq!(text(&read), r#"{"name":null,"a":null,"b":1}"#);
}

#[test]
fn r1_23_null_is_absent_and_is_never_written() {
    let read = decode::<Tree>(br#"{"id":null,"weight":null,"tags":{"a":null},"left":null,"children":[null]}"#).unwrap();
    let expected = Tree { tags: Some(BTreeMap::new()), children: Some(vec![]), ..Tree::default() };
    assert_eq!(read, expected);
    assert_eq!(text(&Tree::default()), "{}");
    assert_eq!(text(&Empty {}), "{}");
}

#[test]
fn r6_7_unknown_members_are_ignored_and_the_last_duplicate_counts() {
    let read = decode::<Tree>(br#"{"x":{"y":[1,{"z":null}]},"weight":1,"weight":2.0,"i\u0064":"e"}"#).unwrap();
    assert_eq!(read, Tree { id: Some("e".into()), weight: Some(2), ..Tree::default() });
    assert_eq!(decode::<Empty>(br#"{"a":1}"#).unwrap(), Empty {});
}

#[test]
fn r6_7_failures_name_their_place() {
    let place = |text: &str| decode::<Tree>(text.as_bytes()).unwrap_err().pointer;
    assert_eq!(place(r#"{"children":[{},{"left":{"weight":"5"}}]}"#), "/children/1/left/weight");
    assert_eq!(place(r#"{"tags":{"a/b~c":1}}"#), "/tags/a~1b~0c");
    assert_eq!(place("[]"), "");
    for text in ["[]", "1", "\"x\"", "null", "true"] {
        let failure = decode::<Tree>(text.as_bytes()).unwrap_err();
        assert!(failure.what.starts_with("expected an object"), "{text}: {failure:?}");
    }
}

#[test]
fn constants_are_written_and_passed_over() {
    let docker = Docker { path: Some("f".into()) };
    assert_eq!(text(&docker), r#"{"type":"DockerBuildRequest","dockerFilePath":"f"}"#);
    assert_eq!(decode::<Docker>(br#"{"dockerFilePath":"f","type":{"any":1}}"#).unwrap(), docker);
}

#[test]
fn additional_properties_are_kept() {
    let bag = decode::<Bag>(br#"{"kind":"x","a":1,"b":{"c":[1]},"d":null}"#).unwrap();
    assert_eq!(bag.rest, BTreeMap::from([("b".to_owned(), serde_json::json!({"c": [1]}))]));
    assert_eq!(text(&bag), r#"{"kind":"bag","a":1,"b":{"c":[1]}}"#);
    assert!(decode::<Bag>(br#"{"b":"#).is_err());
}

#[test]
fn unions_are_decided_by_their_discriminator_wherever_it_stands() {
    let known = decode::<RunRequest>(br#"{"dockerFilePath":"f","type":"DockerBuildRequest"}"#).unwrap();
    assert_eq!(known, RunRequest::from(Docker { path: Some("f".into()) }));
    assert_eq!(known.kind(), Some("DockerBuildRequest"));
    assert_eq!(text(&known), r#"{"type":"DockerBuildRequest","dockerFilePath":"f"}"#);
    for raw in [r#"{"type":"New","b":1,"a":{"s":"secret"}}"#, r#"{"b":1}"#, r#"{"type":5}"#, "{}"] {
        let unknown = decode::<RunRequest>(raw.as_bytes()).unwrap();
        assert_eq!(text(&unknown), raw);
        assert!(!format!("{unknown:?}").contains("secret"));
    }
    assert_eq!(decode::<RunRequest>(br#"{"type":"New"}"#).unwrap().kind(), Some("New"));
    assert!(matches!(RunRequest::from(Bag::default()), RunRequest::Other(_)));
    let failure =
        decode::<Vec<RunRequest>>(br#"[{"type":"DockerBuildRequest","dockerFilePath":{"s":"secret"}}]"#).unwrap_err();
    assert_eq!(failure.pointer, "/0/dockerFilePath");
    assert!(failure.what.starts_with("expected a string"), "{failure:?}");
    assert!(decode::<RunRequest>(b"[]").is_err());
}

#[test]
fn models_work_with_other_formats() {
    use serde::Deserialize;
    use serde_test::{Configure, Token, assert_tokens};

    let value = serde_json::to_value(tree()).unwrap();
    assert_eq!(Tree::deserialize(value.clone()).unwrap(), tree());
    assert_eq!(serde_json::from_value::<Tree>(value).unwrap(), tree());
    let reader: Tree = serde_json::from_reader(text(&tree()).as_bytes()).unwrap();
    assert_eq!(reader, tree());
    // A format that marks options. How many members there are is said by their end, as in JSON.
    let small = Docker { path: Some("f".into()) };
    assert_tokens(
        &small.compact(),
        &[
            Token::Map { len: None },
            Token::Str("type"),
            Token::Some,
            Token::Str("DockerBuildRequest"),
            Token::Str("dockerFilePath"),
            Token::Some,
            Token::Str("f"),
            Token::MapEnd,
        ],
    );
    // serde's own failures leave nothing behind for the next document.
    assert!(serde_json::from_str::<Tree>(r#"{"weight":"x"}"#).is_err());
    assert_eq!(decode::<i32>(b"\"x\"").unwrap_err().pointer, "");
}

#[test]
fn deep_models_are_an_error_not_a_crash() {
    let deep = r#"{"left":"#.repeat(50_000);
    assert!(decode::<Tree>(deep.as_bytes()).is_err());
    let within = format!("{}{{}}{}", r#"{"left":"#.repeat(100), "}".repeat(100));
    assert!(decode::<Tree>(within.as_bytes()).is_ok());
}
