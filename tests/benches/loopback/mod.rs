//! A typed client and the same requests by hand, header for header, on one reqwest client, and the server on loopback that
//! answers both.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use azrest_resources::Client;
use azrest_resources::models::ResourceGroup;
use azrest_runtime::ReqwestTransport;
use azrest_runtime::auth::StaticTokenCredential;
use reqwest::redirect::Policy;
use serde::Deserialize;
use tokio::runtime::Runtime;

const SUBSCRIPTION: &str = "4385cf00-2d3a-425a-832f-f4285b1c9dce";
const API_VERSION: &str = "2024-07-01";

const USER_AGENT: &str = "azrest-resources/0.1.0 (1.92.0; linux; x86_64)";

/// The items of a page.
const ITEMS: usize = 1000;

/// A resource group as one would write it down for serde's derive.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read and not looked at")]
pub struct Group {
    id: Option<String>,
    name: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    properties: Option<Properties>,
    location: Option<String>,
    managed_by: Option<String>,
    tags: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read and not looked at")]
pub struct Properties {
    provisioning_state: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Groups {
    value: Vec<Group>,
    next_link: Option<String>,
}

/// Both clients and their server, which has a thread of its own, so that its work is in neither count.
pub struct Setup {
    runtime: Runtime,
    client: Client,
    by_hand: reqwest::Client,
    endpoint: String,
}

impl Setup {
    pub fn new() -> Self {
        // reqwest by itself wants to be told; the runtime tells its own. Nothing is encrypted on loopback. A second time does no harm.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let endpoint = serve();
        // With the limits of time that reqwest by itself does not have, and no service should be called without.
        let by_hand = reqwest::Client::builder().no_proxy().redirect(Policy::none());
        let by_hand = by_hand.connect_timeout(Duration::from_secs(20)).read_timeout(Duration::from_secs(100));
        let by_hand = by_hand.build().expect("a client");
        let client = Client::builder(StaticTokenCredential::new("token"), SUBSCRIPTION);
        let client = client.transport(ReqwestTransport::from_client(by_hand.clone()));
        let client = client.endpoint(&endpoint).allow_loopback_http().build().expect("a client");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { runtime, client, by_hand, endpoint }
    }

    pub fn typed_call(&self) -> ResourceGroup {
        let call = self.client.resource_groups().get("group-1");
        self.runtime.block_on(call.into_future()).expect("a group")
    }

    pub fn call_by_hand(&self) -> Group {
        let url =
            format!("{}/subscriptions/{SUBSCRIPTION}/resourcegroups/group-1?api-version={API_VERSION}", self.endpoint);
        self.runtime.block_on(async { serde_json::from_slice(&self.fetch(&url).await).expect("a group") })
    }

    pub fn typed_page(&self) -> Vec<ResourceGroup> {
        let list = self.client.resource_groups().list();
        self.runtime.block_on(async {
            let mut pages = list.by_page();
            pages.try_next().await.expect("a page").expect("a page").items
        })
    }

    pub fn page_by_hand(&self) -> Vec<Group> {
        let url = format!("{}/subscriptions/{SUBSCRIPTION}/resourcegroups?api-version={API_VERSION}", self.endpoint);
        self.runtime.block_on(async {
            let groups: Groups = serde_json::from_slice(&self.fetch(&url).await).expect("a page");
            assert!(groups.next_link.is_none());
            groups.value
        })
    }

    async fn fetch(&self, url: &str) -> Bytes {
        // What typed calls send: who asks, and an id to be quoted to support.
        let request = self.by_hand.get(url).bearer_auth("token").header("accept", "application/json");
        let request = request.header("user-agent", USER_AGENT).header("x-ms-client-request-id", request_id());
        let response = request.send().await.expect("a response").error_for_status().expect("a success");
        response.bytes().await.expect("a body")
    }
}

/// A version 4 UUID.
fn request_id() -> String {
    let (high, low) = (fastrand::u64(..), fastrand::u64(..));
    let fourth = (low >> 48) & 0x3fff | 0x8000;
    format!(
        "{:08x}-{:04x}-4{:03x}-{fourth:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low & 0xffff_ffff_ffff
    )
}

/// A resource group with its members in the order in which Resource Manager sends them.
fn group(index: usize) -> String {
    let id = format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/group-{index}");
    let tags = r#"{"environment":"production","cost-center":"1234"}"#;
    let properties = r#"{"provisioningState":"Succeeded"}"#;
    format!(
        r#"{{"id":"{id}","name":"group-{index}","type":"Microsoft.Resources/resourceGroups","location":"westeurope","tags":{tags},"properties":{properties}}}"#
    )
}

/// Starts the server and gives its URL.
fn serve() -> String {
    let one = group(1);
    let page = format!(r#"{{"value":[{}]}}"#, (0..ITEMS).map(group).collect::<Vec<_>>().join(","));
    let json = |text: String| move || std::future::ready(([(CONTENT_TYPE, "application/json")], text.clone()));
    let router = Router::new()
        .route("/subscriptions/{subscription}/resourcegroups/{group}", get(json(one)))
        .route("/subscriptions/{subscription}/resourcegroups", get(json(page)));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a listener");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            axum::serve(listener, router).await.expect("a server");
        });
    });
    url
}
