//! Shapes of every kind, written and read back.

use serde_json::{Value, json};

use super::*;

const TEXT: XmlValue = XmlValue::Text;

static BLOB: XmlObject = XmlObject {
    members: &[
        XmlMember::element("Name", XmlName::new("Name"), XmlValue::Object(&BLOB_NAME)),
        XmlMember::attribute("Deleted", XmlName::new("Deleted"), XmlValue::Boolean),
        XmlMember::element("Size", XmlName::new("Content-Length"), XmlValue::Number),
        XmlMember::element("Metadata", XmlName::new("Metadata"), XmlValue::Map(&TEXT)),
        XmlMember::element("Tags", XmlName::new("TagSet"), XmlValue::List(XmlName::new("Tag"), &TEXT)),
        XmlMember::items("Versions", XmlName::new("Version"), XmlValue::Object(&BLOB)),
        XmlMember::element("Anything", XmlName::new("Anything"), XmlValue::Any),
    ],
    rest: None,
};

static BLOB_NAME: XmlObject = XmlObject {
    members: &[
        XmlMember::attribute("Encoded", XmlName::new("Encoded"), XmlValue::Boolean),
        XmlMember::text("content", XmlValue::Text),
    ],
    rest: None,
};

static OPEN: XmlObject = XmlObject {
    members: &[XmlMember::element("known", XmlName::new("known"), XmlValue::Text)],
    rest: Some(&XmlValue::Number),
};

static BODY: XmlBody = XmlBody { name: XmlName::new("Blob"), value: XmlValue::Object(&BLOB) };

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";

fn written(body: &XmlBody, value: &Value) -> Result<String, &'static str> {
    from_json(body, value).map(|bytes| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        text.strip_prefix(HEAD).unwrap().to_owned()
    })
}

fn read(body: &XmlBody, text: &str) -> Value {
    to_json(body, text.as_bytes()).unwrap()
}

#[test]
fn every_shape_there_and_back() {
    let value = json!({
        "Name": {"Encoded": true, "content": "a<b> & \"c\" é"},
        "Deleted": false,
        "Size": 5,
        "Metadata": {"a": "1", "b-c": "2"},
        "Tags": ["x", " y "],
        "Versions": [{"Size": 1.5}, {"Versions": [{"Size": 2}]}],
        "Anything": {"one": "1", "many": ["2", "3"]},
    });
    let text = "<Blob Deleted=\"false\"><Name Encoded=\"true\">a&lt;b&gt; &amp; &quot;c&quot; é</Name>\
         <Content-Length>5</Content-Length><Metadata><a>1</a><b-c>2</b-c></Metadata>\
         <TagSet><Tag>x</Tag><Tag> y </Tag></TagSet><Version><Content-Length>1.5</Content-Length></Version>\
         <Version><Version><Content-Length>2</Content-Length></Version></Version>\
         <Anything><one>1</one><many>2</many><many>3</many></Anything></Blob>";
    assert_eq!(written(&BODY, &value).unwrap(), text);
    assert_eq!(read(&BODY, text), value);
}

#[test]
fn absent_members_and_empty_lists() {
    assert_eq!(
        written(&BODY, &json!({"Size": null, "Tags": [], "Versions": []})).unwrap(),
        "<Blob><TagSet></TagSet></Blob>"
    );
    assert_eq!(read(&BODY, "<Blob><TagSet/><Content-Length/></Blob>"), json!({"Tags": [], "Size": null}));
    assert_eq!(read(&BODY, "<Blob/>"), json!({}));
}

#[test]
fn reading_is_lenient() {
    let text = "\u{feff}<?xml version='1.0'?>\r\n<!-- c --><x:Any xmlns:x='urn:x' Other='1' x:Deleted='True'>\n  \
        <Unknown><Size>9</Size></Unknown>\n  <x:Content-Length> 7 </x:Content-Length>\n  \
        <Name><![CDATA[<raw>]]>&#x41;&amp;</Name>\n  <TagSet><Other>z</Other></TagSet>\n</x:Any>\n";
    assert_eq!(read(&BODY, text), json!({"Deleted": true, "Size": 7, "Name": {"content": "<raw>A&"}, "Tags": ["z"]}));
    assert_eq!(read(&BODY, "<B><Content-Length>many</Content-Length></B>"), json!({"Size": "many"}));
}

#[test]
fn members_that_no_name_is_given_for() {
    static BODY: XmlBody = XmlBody { name: XmlName::new("Open"), value: XmlValue::Object(&OPEN) };
    let value = json!({"known": "x", "a": 1, "b": 2});
    let text = "<Open><known>x</known><a>1</a><b>2</b></Open>";
    assert_eq!(written(&BODY, &value).unwrap(), text);
    assert_eq!(read(&BODY, text), value);
    for key in ["a b", "1a", "", "a><b", "x:y"] {
        assert!(written(&BODY, &json!({key: 1})).is_err(), "{key}");
    }
}

#[test]
fn namespaces_are_declared_where_they_are_used() {
    static INNER: XmlObject = XmlObject {
        members: &[
            XmlMember::attribute("id", XmlName::new("id").within("s", "urn:s"), XmlValue::Text),
            XmlMember::element("name", XmlName::new("name").within("s", "urn:s"), XmlValue::Text),
        ],
        rest: None,
    };
    static BODY: XmlBody =
        XmlBody { name: XmlName::new("root").within("", "urn:root"), value: XmlValue::Object(&INNER) };
    let value = json!({"id": "1", "name": "n"});
    let text = "<root xmlns=\"urn:root\" xmlns:s=\"urn:s\" s:id=\"1\"><s:name xmlns:s=\"urn:s\">n</s:name></root>";
    assert_eq!(written(&BODY, &value).unwrap(), text);
    assert_eq!(read(&BODY, text), value);
}

#[test]
fn what_xml_cannot_hold_is_refused() {
    for text in ["\0", "a\u{1}b", "\u{ffff}"] {
        assert!(written(&BODY, &json!({"Name": {"content": text}})).is_err());
        assert!(written(&BODY, &json!({"Metadata": {"a": text}})).is_err());
    }
    assert!(written(&BODY, &json!({"Tags": "x"})).is_err());
    assert!(written(&BODY, &json!({"Size": {}})).is_err());
    assert_eq!(written(&BODY, &json!({"Name": {"content": "\t\n"}})).unwrap(), "<Blob><Name>\t\n</Name></Blob>");
}

#[test]
fn bad_documents_are_errors_without_their_text() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let entity = "<!DOCTYPE a [<!ENTITY secret 'x'>]><a>&secret;</a>";
    for text in
        ["", "secret", "<secret>", "<a></b>", "<a b='secret' b='secret'/>", "<a>&#0;</a>", entity, &deep, "{\"a\":1}"]
    {
        let failure = to_json(&BODY, text.as_bytes()).unwrap_err();
        assert!(!failure.sentence().contains("secret"), "{text}");
    }
    assert!(to_json(&BODY, &[b'<', 0xff]).is_err());
}
