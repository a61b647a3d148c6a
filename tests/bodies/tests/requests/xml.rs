//! Bodies in XML.

use azrest_golden_bodies::models::{Color, Identifier, Tag, Tags};
use azrest_runtime::testing::Answer;
use azrest_runtime::{ErrorKind, Reason};
use serde_json::json;

use crate::{body, call, client, header};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";

const LISTING: &str = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n\
    <EnumerationResults xmlns=\"urn:listing\" ServiceEndpoint=\"https://a/?b&amp;c\"><Blobs>\
    <Blob><Name>a</Name><Content-Length>5</Content-Length><Last-Modified>Wed, 03 Jan 2024 18:38:36 GMT</Last-Modified>\
    <Digest>AQ==</Digest><Deleted>true</Deleted><Metadata><k>v</k></Metadata><Color>red</Color><Unknown><x/></Unknown>\
    <Blobs><Blob><Name>b</Name></Blob></Blobs></Blob>\
    <BlobPrefix><Name Encoded=\"true\">p%2F</Name></BlobPrefix><Blob/></Blobs><NextMarker/></EnumerationResults>";

#[tokio::test]
async fn a_document_is_read_into_its_model() {
    let (client, transport) = client(Answer::status(200).body(LISTING));
    let listing = client.xml().list().await.expect("an answer");
    assert_eq!(header(&transport, "accept"), "application/xml");
    assert_eq!(header(&transport, "x-ms-version"), "2024-01-01");
    assert_eq!(listing.service_endpoint.as_deref(), Some("https://a/?b&c"));
    assert_eq!(listing.next.as_deref(), Some(""));
    let segment = listing.segment.expect("a segment");
    let prefixes = segment.prefixes.expect("prefixes");
    let name = prefixes[0].name.as_ref().expect("a name");
    assert_eq!((name.encoded, name.content.as_deref()), (Some(true), Some("p%2F")));
    let items = segment.items.expect("items");
    assert_eq!(items.len(), 2);
    assert_eq!((items[0].length, items[0].deleted), (Some(5), Some(true)));
    assert_eq!(items[0].color, Some(Color::Red));
    assert_eq!(items[0].digest.as_ref().map(|it| it.0.clone()), Some(vec![1]));
    assert_eq!(items[0].metadata.as_ref().and_then(|it| it.get("k")).map(String::as_str), Some("v"));
    assert_eq!(items[0].children.as_ref().map(Vec::len), Some(1));
    assert_eq!(items[0].modified.map(|it| it.to_string()).as_deref(), Some("Wed, 03 Jan 2024 18:38:36 GMT"));
}

#[tokio::test]
async fn a_model_is_written_as_its_document() {
    let (client, transport) = client(Answer::status(204));
    let mut tags = Tags::new([Tag { value: Some("<v>".into()), ..Tag::new("k") }]);
    tags.committed = Some(vec!["1".into(), "2".into()]);
    client.xml().set_tags(&tags).await.expect("an answer");
    let expected = format!(
        "{HEAD}<Tags><TagSet><Tag><Key>k</Key><t:Value xmlns:t=\"urn:tags\">&lt;v&gt;</t:Value></Tag></TagSet>\
         <b:Block xmlns:b=\"urn:block\">1</b:Block><b:Block xmlns:b=\"urn:block\">2</b:Block></Tags>"
    );
    assert_eq!(body(&transport), ("application/xml".into(), expected));
}

#[tokio::test]
async fn a_list_is_a_document_of_its_own() {
    let document =
        format!("{HEAD}<SignedIdentifiers><SignedIdentifier><Id>1</Id></SignedIdentifier></SignedIdentifiers>");
    let (client, transport) = client(Answer::status(200).body(document.clone()));
    let identifiers = [Identifier { id: Some("1".into()) }];
    let answer = client.xml().set_identifiers().identifiers(&identifiers).await.expect("an answer");
    assert_eq!(answer, identifiers);
    assert_eq!(body(&transport), ("application/xml".into(), document));
}

#[tokio::test]
async fn documents_by_name() {
    let arguments = json!({"identifiers": [{"Id": "1"}, {"Id": "2"}]});
    let (result, transport) =
        call(Answer::status(200).body("<SignedIdentifiers/>"), "Xml_SetIdentifiers", arguments).await;
    assert_eq!(result.expect("an answer"), json!([]));
    assert!(body(&transport).1.ends_with("<SignedIdentifier><Id>2</Id></SignedIdentifier></SignedIdentifiers>"));
}

#[tokio::test]
async fn what_cannot_be_read_is_told_with_its_place_and_without_its_text() {
    let bad =
        "<EnumerationResults><Blobs><Blob><Content-Length>secret</Content-Length></Blob></Blobs></EnumerationResults>";
    for (text, place) in [(bad, "/Segment/Items/0/Length"), ("<secret>", "cut off"), ("", "no body")] {
        let (client, _) = client(Answer::status(200).body(text));
        let error = client.xml().list().await.expect_err("no listing");
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains(place) && !error.to_string().contains("secret"), "{error}");
    }
}

#[tokio::test]
async fn what_xml_cannot_hold_is_not_sent() {
    let (client, transport) = client(Answer::status(204));
    let error = client.xml().set_tags(&Tags::new([Tag::new("a\0b")])).await.expect_err("no document");
    assert_eq!(error.reason(), Some(&Reason::InvalidArgument { parameter: "body".into() }));
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn errors_in_xml_are_read_as_ever() {
    let text = "<?xml version=\"1.0\"?><Error><Code>NoSuchThing</Code><Message>Not there.</Message></Error>";
    let (client, _) = client(Answer::status(404).header("content-type", "application/xml").body(text));
    let error = client.xml().list().await.expect_err("not there");
    assert_eq!(error.code(), Some("NoSuchThing"));
}
