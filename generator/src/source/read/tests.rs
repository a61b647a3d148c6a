use super::*;
use crate::diagnostics::Diagnostic;
use crate::source::MemoryFiles;

fn load(name: &str, bytes: impl Into<Vec<u8>>) -> (Option<Node>, Vec<Diagnostic>) {
    let files = MemoryFiles::new().with(name, bytes);
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let tree = sources.load(&files, name, &mut diagnostics);
    (tree, diagnostics.sorted())
}

/// The one problem of a document: code, line, column, pointer, message.
#[track_caller]
fn problem(name: &str, bytes: impl Into<Vec<u8>>) -> (Code, u32, u32, String, String) {
    let (_, problems) = load(name, bytes);
    assert_eq!(problems.len(), 1, "{problems:?}");
    let it = &problems[0];
    let span = it.span.unwrap();
    assert!(!it.hint.is_empty());
    (it.code, span.line, span.column, it.pointer.clone(), it.message.clone())
}

fn is(code: Code, line: u32, column: u32, pointer: &str, message: &str) -> (Code, u32, u32, String, String) {
    (code, line, column, pointer.to_owned(), message.to_owned())
}

#[track_caller]
fn json(name: &str, text: &str) -> String {
    let (tree, problems) = load(name, text);
    assert!(problems.is_empty(), "{problems:?}");
    tree.unwrap().to_json().to_string()
}

#[test]
fn every_value_knows_its_place() {
    let (tree, _) = load("a.json", "{\r\n  \"ä\": [1,\n    {\"b\": \"x\"}]\r\n}");
    let tree = tree.unwrap();
    let place = |pointer| tree.pointer(pointer).map(|it| (it.span.line, it.span.column)).unwrap();
    assert_eq!(place(""), (1, 1));
    assert_eq!(place("/ä"), (2, 8));
    assert_eq!(place("/ä/1/b"), (3, 11));

    let (tree, _) = load("a.yaml", "ä:\n  - b: x\n    'c': \"y\"\n  - ü: {d: 1}\n");
    let tree = tree.unwrap();
    let place = |pointer| tree.pointer(pointer).map(|it| (it.span.line, it.span.column)).unwrap();
    assert_eq!(place("/ä"), (2, 3));
    assert_eq!(place("/ä/0/b"), (2, 8));
    assert_eq!(place("/ä/0/c"), (3, 10));
    assert_eq!(place("/ä/1/ü/d"), (4, 12));
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let (tree, problems) = load("a.json", b"\xef\xbb\xbf{\"a\": 1}");
    assert!(problems.is_empty());
    assert_eq!(tree.unwrap().get("a").unwrap().span.column, 7);
    assert_eq!(json("a.yaml", "\u{feff}a: 1"), r#"{"a":1}"#);
}

#[test]
fn the_extension_may_lie() {
    assert_eq!(json("a.yaml", "{\n\t\"a\": [1, 2]}"), r#"{"a":[1,2]}"#);
    assert_eq!(json("a.yaml", "{a: 1, b: c}"), r#"{"a":1,"b":"c"}"#);
    assert_eq!(json("a.json", "a: 1\nb: [c]\n"), r#"{"a":1,"b":["c"]}"#);
    assert_eq!(json("a", "a: 1\n"), r#"{"a":1}"#);
}

#[test]
fn numbers_are_kept() {
    assert_eq!(
        json("a.json", "[0, -1, 18446744073709551615, -9223372036854775808, 1.5, 1e3, -1.034E-20]"),
        "[0,-1,18446744073709551615,-9223372036854775808,1.5,1000.0,-1.034e-20]"
    );
    assert_eq!(
        problem("a.json", "{\"a\": [1e999]}"),
        is(Code::InvalidSyntax, 1, 8, "/a/0", "`a.json`: the number 1e999 is out of range")
    );
}

#[test]
fn truncated_documents() {
    assert_eq!(
        problem("a.json", "{\n  \"a\": {\n    \"b\": 1,\n"),
        is(Code::InvalidSyntax, 2, 8, "", "`a.json`: unterminated object")
    );
    assert_eq!(
        problem("a.json", "{\n  \"a\": \"b"),
        is(Code::InvalidSyntax, 2, 8, "", "`a.json`: unterminated string literal")
    );
    assert_eq!(problem("a.json", ""), is(Code::InvalidSyntax, 1, 1, "", "`a.json`: the document is empty"));
    assert_eq!(problem("a.yaml", "a:\n  b: [1, 2\n").0, Code::InvalidSyntax);
    assert_eq!(problem("a.yaml", "# nothing\n"), is(Code::InvalidSyntax, 1, 1, "", "`a.yaml`: the document is empty"));
}

#[test]
fn what_is_not_json() {
    for (text, column, message) in [
        ("{\"a\": 1,}", 8, "trailing commas are not allowed"),
        ("{\"a\": 1 \"b\": 2}", 8, "expected comma"),
        ("{'a': 1}", 2, "single-quoted strings are not allowed"),
        ("{a: 1}", 2, "expected string for object property"),
        ("{\"a\": 0x1F}", 7, "hexadecimal numbers are not allowed"),
        ("{\"a\": 1} {}", 10, "text cannot contain more than one JSON value"),
        ("{\"a\": 1 /* no */}", 9, "comments are not allowed"),
    ] {
        assert_eq!(
            problem("a.json", text),
            is(Code::InvalidSyntax, 1, column, "", &format!("`a.json`: {message}")),
            "{text}"
        );
    }
    assert_eq!(problem("a.json", "<html>\n<body>").0, Code::InvalidSyntax);
    assert_eq!(problem("a.json", "Not Found").0, Code::InvalidSyntax);
}

#[test]
fn duplicate_keys_are_found_and_the_first_counts() {
    let (tree, problems) = load("a.json", "{\"x\": {\n  \"a/b\": 1,\n  \"a/b\": 2,\n  \"a/b\": 3}}");
    assert_eq!(tree.unwrap().to_json().to_string(), r#"{"x":{"a/b":1}}"#);
    let places: Vec<_> = problems.iter().map(|it| (it.code, it.span.unwrap().line, it.pointer.as_str())).collect();
    assert_eq!(places, [(Code::DuplicateKey, 3, "/x/a~1b"), (Code::DuplicateKey, 4, "/x/a~1b")]);
    assert_eq!(
        problem("a.yaml", "x:\n  a: 1\n  a: 2\n"),
        is(Code::DuplicateKey, 3, 3, "/x/a", "the key `a` occurs twice")
    );
}

#[test]
fn text_is_utf_8() {
    assert_eq!(
        problem("a.json", b"{\n \"\xc3\xa4\": \"\x96\"}"),
        is(Code::InvalidEncoding, 2, 8, "", "`a.json`: the byte 0x96 is not UTF-8 text")
    );
    assert_eq!(
        problem("a.json", b"\xff\xfe{\0}\0"),
        is(Code::InvalidEncoding, 1, 1, "", "`a.json`: the text is UTF-16")
    );
}

#[test]
fn depth_is_limited() {
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    assert!(load("a.json", deep(MAX_DEPTH)).0.is_some());
    assert_eq!(problem("a.json", deep(MAX_DEPTH + 2)).0, Code::TooDeep);
    assert_eq!(problem("a.json", deep(100_000)).0, Code::TooDeep);
    assert!(load("a.yaml", format!("a: {}", deep(MAX_DEPTH - 2))).0.is_some());
    let block = |n: usize| (0..n).map(|it| format!("{}k:\n", " ".repeat(it))).collect::<String>();
    assert!(load("a.yaml", block(MAX_DEPTH - 2)).0.is_some());
    assert_eq!(problem("a.yaml", block(MAX_DEPTH + 2)).0, Code::TooDeep);
    assert_eq!(problem("a.yaml", format!("a: {}", deep(2_000))).0, Code::TooDeep);
    // Aliases deepen a tree as well.
    let nested: String =
        (1..40).map(|n| format!("k{n}: &a{n} {}*a{}{}\n", "[".repeat(20), n - 1, "]".repeat(20))).collect();
    assert_eq!(problem("a.yaml", format!("k0: &a0 [1]\n{nested}")).0, Code::TooDeep);
}

#[test]
fn aliases_are_expanded_within_a_budget() {
    assert_eq!(
        json("a.yaml", "a: &x {b: [1]}\nc: *x\nd: &y 7\ne: [*y, *y]\n"),
        r#"{"a":{"b":[1]},"c":{"b":[1]},"d":7,"e":[7,7]}"#
    );
    assert_eq!(json("a.yaml", "&k a: *k\n'<<': 1\n"), r#"{"a":"a","<<":1}"#);
    let laughs: String =
        (1..10).map(|n| format!("l{n}: &l{n} [{}]\n", vec![format!("*l{}", n - 1); 10].join(", "))).collect();
    let (code, line, ..) = problem("a.yaml", format!("l0: &l0 lol\n{laughs}"));
    assert_eq!((code, line), (Code::TooLarge, 7));
    // Texts and nested anchors cost as well.
    let text = "t".repeat(1 << 20);
    assert!(load("a.yaml", format!("a: &x {text}\nb: [{}]\n", ["*x"; 10].join(", "))).0.is_some());
    for value in [text.clone(), format!("{{{text}: 1}}")] {
        let many = vec!["*x"; 100].join(", ");
        assert_eq!(problem("a.yaml", format!("a: &x {value}\nb: [{many}]\n")).0, Code::TooLarge);
    }
    let nested: String = (0..50).map(|it| format!("&a{it} [")).collect();
    let values = vec!["1"; 50_000].join(", ");
    assert_eq!(problem("a.yaml", format!("{nested}{values}{}", "]".repeat(50))).0, Code::TooLarge);
    assert_eq!(
        problem("a.yaml", "a: &x\n  b: *x\n"),
        is(Code::InvalidSyntax, 2, 6, "/a/b", "`a.yaml`: an alias stands inside the value it names")
    );
    assert_eq!(problem("a.yaml", "a: *nothing\n").0, Code::InvalidSyntax);
}

#[test]
fn merge_keys_give_members_that_an_object_has_not_itself() {
    for (text, expected) in [
        ("x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n", r#"{"x":{"a":1,"b":2},"y":{"b":3,"a":1}}"#),
        (
            "x: &x {a: 1}\nz: &z {a: 2, c: 3}\ny: {a1: 0, <<: [*x, *z]}\n",
            r#"{"x":{"a":1},"z":{"a":2,"c":3},"y":{"a1":0,"a":1,"c":3}}"#,
        ),
        ("y: {'<<': 1}\n", r#"{"y":{"<<":1}}"#),
    ] {
        assert_eq!(json("a.yaml", text), expected, "{text}");
    }
}

#[test]
fn yaml_that_json_cannot_hold_is_refused() {
    for (text, line, column, pointer, message) in [
        ("a: 1\n---\nb: 2\n", 2, 1, "", "the file holds more than one YAML document"),
        ("y:\n  <<: 3\n", 2, 7, "/y", "a merge key (`<<`) takes an object, or a list of objects"),
        ("a: .inf\n", 1, 4, "/a", "the number has no JSON value"),
        ("? [a, b]\n: c\n", 1, 3, "", "a key is not a plain text"),
        ("a: !!binary aGk=\n", 1, 4, "/a", "the value does not have the form of its tag"),
        ("a: !mine {b: 1}\n", 1, 4, "/a", "the tag is not one of the core schema"),
    ] {
        let expected = is(Code::InvalidSyntax, line, column, pointer, &format!("`a.yaml`: {message}"));
        assert_eq!(problem("a.yaml", text), expected, "{text}");
    }
    assert_eq!(
        json("a.yaml", "a: !!str 12\nb: !!int '12'\nc: !!float 1.5\n200: x\n"),
        r#"{"a":"12","b":12,"c":1.5,"200":"x"}"#
    );
}

#[test]
fn a_missing_file_has_no_place() {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    assert!(sources.load(&MemoryFiles::new(), "a.json", &mut diagnostics).is_none());
    let problems = diagnostics.sorted();
    assert_eq!((problems[0].code, problems[0].span), (Code::UnreadableFile, None));
    assert_eq!(problems[0].message, "`a.json` cannot be read: there is no such file");
}
