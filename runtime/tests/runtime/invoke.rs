//! Calls by operationId: every kind of call and argument, through a table as generated crates have it.

use azrest_runtime::{__private as rt, Call, ErrorKind, Invocation, LroCall, Pager, Result};
use serde_json::{Value, json};

use crate::support::{DELETE, Fixture, LIST, ONE, POST, PUT, Thing, ok, status};

static GET: rt::Operation = ONE;
static CREATE: rt::Operation = PUT;
static REMOVE: rt::Operation = DELETE;
static ALL: rt::Operation = LIST;
static QUERY: rt::Operation = rt::Operation { paging: Some(rt::Paging::DEFAULT), ..POST };
static EXISTS: rt::Operation =
    rt::Operation { method: rt::Method::Head, head_exists: true, success: &[(204, rt::Body::None)], ..ONE };
static READ: rt::Operation = rt::Operation { success: &[(200, rt::Body::Bytes)], ..ONE };

rt::responses! {
    /// What `Either` answers, by status.
    pub enum Either {
        200 => Status200(Thing),
        202 => Status202(()),
    }
}
static EITHER: rt::Operation = rt::Operation { success: &[(200, rt::Body::Json), (202, rt::Body::None)], ..ONE };

struct Client(rt::ServiceClient);

struct Things(rt::ServiceClient);

struct ThingsList(Pager<Thing>);

rt::forward! { ThingsList => Pager<Thing> }

impl ThingsList {
    fn top(self, top: i32) -> Self {
        Self(self.0.edit(|request| request.query("$top", &top)))
    }

    fn tags(self, tags: &[&str]) -> Self {
        Self(self.0.edit(|request| request.query_list("tags", tags, rt::CollectionFormat::Csv)))
    }
}

impl Client {
    fn things(&self) -> Things {
        Things(self.0.clone())
    }

    fn exists(&self, name: &str) -> Call<bool> {
        Call::new(self.0.request(&EXISTS, &[name]))
    }
}

impl Things {
    fn get(&self, name: &str) -> Call<Thing> {
        Call::new(self.0.request(&GET, &[name]))
    }

    fn read(&self, name: &str) -> Call<rt::ByteStream> {
        Call::new(self.0.request(&READ, &[name]))
    }

    fn either(&self, name: &str) -> Call<Either> {
        Call::new(self.0.request(&EITHER, &[name]))
    }

    fn create(&self, name: &str, thing: &Thing) -> LroCall<Thing> {
        LroCall::new(self.0.request(&CREATE, &[name]).json(thing))
    }

    fn delete(&self, name: &str) -> LroCall<()> {
        LroCall::new(self.0.request(&REMOVE, &[name]))
    }

    fn list(&self) -> ThingsList {
        ThingsList(Pager::new(self.0.request(&ALL, &[])))
    }

    fn query(&self, name: &str) -> LroCall<Pager<Thing>> {
        LroCall::new(self.0.request(&QUERY, &[name]))
    }
}

rt::invoke! {
    Client {
        "Exists" => self.exists(text "thingName") [if_match(text "If-Match")];
        "Things_Create" => things.create(text "thingName", value "thing");
        "Things_Delete" => things.delete(text "thingName");
        "Things_Either" => things.either(text "thingName");
        "Things_Get" => things.get(text "thingName");
        "Things_List" => things.list() [top(copy "$top"), tags(texts "tags")];
        "Things_Query" => things.query(text "thingName");
        "Things_Read" => things.read(text "thingName");
    }
}

async fn called(fixture: &Fixture, id: &str, arguments: impl Into<Invocation>) -> Result<Value> {
    invoke(&Client(fixture.client.clone()), id, arguments).await
}

fn one() -> Value {
    json!({ "thingName": "one", "subscriptionId": "ignored", "more": 1 })
}

#[tokio::test]
async fn results_are_written_with_read_only_properties() {
    let fixture = Fixture::new([ok(r#"{"id":"i","name":"x"}"#), ok(r#"{"name":"y"}"#), status(202)]);
    assert_eq!(called(&fixture, "Things_Get", one()).await.unwrap(), json!({ "id": "i", "name": "x" }));
    assert_eq!(called(&fixture, "Things_Either", one()).await.unwrap(), json!({ "name": "y" }));
    assert_eq!(called(&fixture, "Things_Either", one()).await.unwrap(), Value::Null);
}

#[tokio::test]
async fn existence_is_a_boolean_and_bytes_are_base64() {
    let fixture = Fixture::new([status(204), status(404), status(200).body("abc")]);
    let with_header = json!({ "thingName": "one", "If-Match": "tag" });
    assert_eq!(called(&fixture, "Exists", with_header).await.unwrap(), Value::Bool(true));
    assert_eq!(called(&fixture, "Exists", one()).await.unwrap(), Value::Bool(false));
    assert_eq!(called(&fixture, "Things_Read", one()).await.unwrap(), json!("YWJj"));
    assert_eq!(fixture.transport.requests()[0].headers["if-match"], "tag");
}

#[tokio::test]
async fn lists_come_as_one_up_to_the_last_page_asked_for() {
    let first = r#"{"value":[{"name":"a"}],"nextLink":"https://management.azure.com/two"}"#;
    let fixture = Fixture::new([ok(first), ok(r#"{"value":[{"name":"b"}]}"#), ok(first)]);
    let all = called(&fixture, "Things_List", json!({ "$top": 5, "tags": ["x", "y"] })).await.unwrap();
    assert_eq!(all, json!([{ "name": "a" }, { "name": "b" }]));
    let page = Invocation::from(Value::Null).max_pages(1);
    assert_eq!(called(&fixture, "Things_List", page).await.unwrap(), json!([{ "name": "a" }]));
    assert!(fixture.log()[0].contains("%24top=5&tags=x%2Cy"), "{:?}", fixture.log());
    assert_eq!(fixture.log().len(), 3);
}

#[tokio::test]
async fn long_running_operations_are_driven_to_their_end() {
    let location = "https://management.azure.com/outcome";
    let fixture = Fixture::new([
        ok(r#"{"name":"x","properties":{"provisioningState":"Succeeded"}}"#),
        status(202).header("location", location),
        status(204),
        status(202).header("location", location),
        ok(r#"{"value":[{"name":"a"}]}"#),
    ]);
    let arguments = json!({ "thingName": "one", "thing": { "id": "i", "name": "x", "count": null } });
    let created = called(&fixture, "Things_Create", arguments).await.unwrap();
    assert_eq!(created["properties"]["provisioningState"], "Succeeded");
    assert_eq!(called(&fixture, "Things_Delete", one()).await.unwrap(), Value::Null);
    assert_eq!(called(&fixture, "Things_Query", one()).await.unwrap(), json!([{ "name": "a" }]));
    let body = fixture.transport.requests()[0].body.clone().unwrap();
    assert_eq!(body, r#"{"name":"x"}"#);
}

#[tokio::test]
async fn wrong_calls_are_named_and_send_nothing() {
    let fixture = Fixture::new([]);
    for (id, arguments, named) in [
        ("Things_Nothing", one(), "Things_Nothing"),
        ("Things_Get", json!({}), "thingName"),
        ("Things_Get", json!({ "thingName": null }), "thingName"),
        ("Things_List", json!({ "$top": "many" }), "$top"),
        ("Things_Create", json!({ "thingName": "one", "thing": "x" }), "thing"),
        ("Things_Get", json!(["one"]), "arguments"),
    ] {
        let error = called(&fixture, id, arguments).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
        assert!(error.to_string().contains(&format!("`{named}`")), "{error}");
        assert!(!error.to_string().contains("column"), "callers never saw the text: {error}");
    }
    assert!(fixture.log().is_empty());
}
