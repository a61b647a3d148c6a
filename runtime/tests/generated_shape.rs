//! The shape of generated code, complete and small: a client with a group of operations, over real HTTP on a loopback address.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests; clippy knows only functions marked as such")]
#![allow(missing_docs, reason = "generated code documents itself; this is its shape alone")]

mod loopback;

use azrest_runtime::{
    __private as rt, Call, ClientBuilder, Credential, LroCall, Pager, Poller, Result, ResumeToken,
    auth::StaticTokenCredential, testing::TestClock,
};

use self::{
    loopback::{Server, answer},
    models::{AgentPool, AgentPoolProperties, DockerBuildRequest, Os, Run, RunRequest},
};

mod models {
    use super::rt;

    rt::model! {
        /// A pool of agents.
        pub struct AgentPool new(location: String) {
            /// Read-only.
            "id" => id: String [read_only],
            "location" => location: String,
            "tags" => tags: rt::Map<String>,
            "properties" => properties: AgentPoolProperties,
        }
    }

    rt::model! {
        /// Properties of a pool.
        pub struct AgentPoolProperties {
            "count" => count: i32,
            "os" => os: Os,
            "provisioningState" => provisioning_state: String [read_only],
        }
    }

    rt::open_enum! {
        /// An operating system.
        pub enum Os {
            "Windows" => Windows,
            "Linux" => Linux,
        }
    }

    rt::model! {
        /// A run.
        #[non_exhaustive]
        pub struct Run {
            "name" => name: String,
            "startTime" => start_time: rt::DateTime,
            "request" => request: RunRequest,
            "log" => log: Box<Run>,
            .. => additional_properties: rt::Value,
        }
    }

    rt::model! {
        /// A build.
        pub struct DockerBuildRequest {
            const "type" = "DockerBuildRequest",
            "dockerFilePath" => docker_file_path: String,
            "password" => password: rt::Sensitive<String>,
        }
    }

    rt::union! {
        /// What to run.
        pub enum RunRequest by "type" {
            "DockerBuildRequest" => DockerBuildRequest(DockerBuildRequest),
        }
    }
}

/// A client.
#[derive(Clone, Debug)]
pub struct Client {
    client: rt::ServiceClient,
}

static SERVICE: rt::Service = rt::Service {
    crate_name: env!("CARGO_PKG_NAME"),
    crate_version: env!("CARGO_PKG_VERSION"),
    client_parameters: &["subscriptionId"],
    api_version: Some("2025-03-01-preview"),
    client_request_ids: true,
    kind: rt::ServiceKind::Arm,
    security: rt::TOKEN,
    scope: None,
    secret_texts: &[],
    secret_values: &[],
};

impl Client {
    pub fn new(credential: impl Into<Credential>, subscription_id: impl Into<String>) -> Result<Self> {
        Self::builder(credential, subscription_id).build()
    }

    pub fn builder(credential: impl Into<Credential>, subscription_id: impl Into<String>) -> ClientBuilder<Self> {
        let values = vec![subscription_id.into()];
        rt::builder(&SERVICE, credential.into(), values, |client| Self { client })
    }

    pub fn agent_pools(&self) -> AgentPools {
        AgentPools { client: self.client.clone() }
    }

    pub fn runs(&self) -> Runs {
        Runs { client: self.client.clone() }
    }
}

/// The operations of `AgentPools`.
#[derive(Clone, Debug)]
pub struct AgentPools {
    client: rt::ServiceClient,
}

static CREATE: rt::Operation = rt::Operation {
    id: "AgentPools_Create",
    method: rt::Method::Put,
    path: "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/agentPools/{agentPoolName}",
    success: &[(200, rt::Body::Json), (201, rt::Body::Json)],
    lro: Some(rt::Lro::via(rt::FinalStateVia::AzureAsyncOperation)),
    ..rt::Operation::DEFAULT
};

static EXISTS: rt::Operation = rt::Operation {
    id: "AgentPools_CheckExistence",
    method: rt::Method::Head,
    path: "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/agentPools/{agentPoolName}",
    success: &[(204, rt::Body::None)],
    head_exists: true,
    ..rt::Operation::DEFAULT
};

impl AgentPools {
    #[inline]
    pub fn create(&self, resource_group_name: &str, agent_pool_name: &str, agent_pool: &AgentPool) -> AgentPoolsCreate {
        let path = [resource_group_name, agent_pool_name];
        let request = self.client.request(&CREATE, &path).json(agent_pool);
        AgentPoolsCreate(LroCall::new(request))
    }

    #[inline]
    pub fn resume_create(&self, token: &ResumeToken) -> Result<Poller<AgentPool>> {
        Poller::resume(&self.client, &CREATE, token)
    }

    #[inline]
    pub fn check_existence(&self, resource_group_name: &str, agent_pool_name: &str) -> Call<bool> {
        let path = [resource_group_name, agent_pool_name];
        Call::new(self.client.request(&EXISTS, &path))
    }
}

/// A call of `AgentPools_Create` and its optional parameters.
#[must_use = "nothing is sent until it is awaited"]
pub struct AgentPoolsCreate(LroCall<AgentPool>);

rt::forward! { AgentPoolsCreate => LroCall<AgentPool> }

impl AgentPoolsCreate {
    #[inline]
    pub fn force(self, force: bool) -> Self {
        Self(self.0.edit(|request| request.query("force", &force)))
    }
}

/// The operations of `Runs`.
#[derive(Clone, Debug)]
pub struct Runs {
    client: rt::ServiceClient,
}

static SCHEDULE: rt::Operation = rt::Operation {
    id: "Runs_Schedule",
    method: rt::Method::Post,
    path: "/subscriptions/{subscriptionId}/scheduleRun",
    success: &[(200, rt::Body::Json), (202, rt::Body::None)],
    ..rt::Operation::DEFAULT
};

static LIST: rt::Operation = rt::Operation {
    id: "Runs_List",
    path: "/subscriptions/{subscriptionId}/runs/{os}",
    success: &[(200, rt::Body::Json)],
    paging: Some(rt::Paging { item_name: "value", next_link_name: Some("nextLink"), ..rt::Paging::DEFAULT }),
    ..rt::Operation::DEFAULT
};

static LOG: rt::Operation = rt::Operation {
    id: "Runs_GetLog",
    path: "/runs/log",
    api_version: rt::ApiVersion::None,
    accept: "application/octet-stream",
    success: &[(200, rt::Body::Bytes)],
    ..rt::Operation::DEFAULT
};

impl Runs {
    #[inline]
    pub fn schedule(&self, request: &RunRequest) -> RunsSchedule {
        let request = self.client.request(&SCHEDULE, &[]).json(request);
        RunsSchedule(Call::new(request))
    }

    #[inline]
    pub fn list(&self, os: &Os) -> RunsList {
        let path = [&*rt::wire(os)];
        let request = self.client.request(&LIST, &path);
        RunsList(Pager::new(request))
    }

    #[inline]
    pub fn log(&self) -> Call<rt::ByteStream> {
        Call::new(self.client.request(&LOG, &[]))
    }
}

/// A call of `Runs_List` and its optional parameters.
#[must_use = "nothing is sent until it is awaited"]
pub struct RunsList(Pager<Run>);

rt::forward! { RunsList => Pager<Run> }

impl RunsList {
    #[inline]
    pub fn filter(self, filter: &str) -> Self {
        Self(self.0.edit(|request| request.query("$filter", filter)))
    }

    #[inline]
    pub fn top(self, top: i32) -> Self {
        Self(self.0.edit(|request| request.query("$top", &top)))
    }
}

/// A call of `Runs_Schedule` and its optional parameters.
#[must_use = "nothing is sent until it is awaited"]
pub struct RunsSchedule(Call<Option<Run>>);

rt::forward! { RunsSchedule => Call<Option<Run>> }

fn client(server: &Server) -> Client {
    let builder =
        Client::builder(StaticTokenCredential::new("t0ken"), "sub/1").endpoint(&server.url).allow_loopback_http();
    builder.clock(TestClock::new()).build().unwrap()
}

#[tokio::test]
async fn a_long_running_operation() {
    let created = r#"{"id":"/x","location":"westus","properties":{"count":1,"os":"Linux","provisioningState":"Succeeded"},"new":1}"#;
    let server = Server::start(vec![
        answer(
            "201 Created",
            &["Azure-AsyncOperation: {origin}/op/1?t=1", "Retry-After: 1"],
            r#"{"location":"westus"}"#,
        ),
        answer("200 OK", &[], r#"{"status":"InProgress"}"#),
        answer("200 OK", &[], r#"{"status":"Succeeded"}"#),
        answer("200 OK", &["ETag: \"1\""], created),
    ])
    .await;
    let pool = AgentPool {
        id: Some("never sent".into()),
        properties: Some(AgentPoolProperties { count: Some(1), os: Some(Os::Linux), ..Default::default() }),
        ..AgentPool::new("westus")
    };
    let pools = client(&server).agent_pools();
    let call = pools.create("my group", "pool1", &pool).force(true).header("x-caller", "c").null("/properties/count");
    let mut poller = call.begin().await.unwrap();
    assert!(poller.resume_token().is_some());
    let created: AgentPool = poller.wait().await.unwrap();
    assert_eq!(created.properties.unwrap().os, Some(Os::Linux));
    let resource = "/subscriptions/sub%2F1/resourceGroups/my%20group/agentPools/pool1";
    let version = "api-version=2025-03-01-preview";
    assert_eq!(
        server.lines(),
        [
            format!("PUT {resource}?force=true&{version}"),
            format!("GET /op/1?t=1&{version}"),
            format!("GET /op/1?t=1&{version}"),
            format!("GET {resource}?force=true&{version}"),
        ]
    );
    let first = &server.received()[0];
    assert_eq!(first.body, r#"{"location":"westus","properties":{"count":null,"os":"Linux"}}"#);
    for line in
        ["authorization: bearer t0ken", "content-type: application/json", "accept: application/json", "x-caller: c"]
    {
        assert!(first.head.contains(&format!("\r\n{line}")), "{line} in {}", first.head);
    }
}

#[tokio::test]
async fn a_list() {
    let server = Server::start(vec![
        answer("200 OK", &[], r#"{"value":[{"name":"a","startTime":"2024-01-03T18:38:36.7089583Z","x":1}],"nextLink":"/runs?$skiptoken=a%2Fb"}"#),
        answer("200 OK", &[], r#"{"value":[{"name":"b","log":{"name":"c"}}]}"#),
    ])
    .await;
    let mut runs = client(&server).runs().list(&Os::UnknownValue("Plan 9".into())).filter("status eq 'a+b'").top(50);
    let first = runs.try_next().await.unwrap().unwrap();
    assert_eq!(first.start_time.unwrap().year(), 2024);
    assert_eq!(first.additional_properties["x"], 1);
    let second = runs.try_next().await.unwrap().unwrap();
    assert_eq!(second.log.unwrap().name.as_deref(), Some("c"));
    assert!(runs.try_next().await.unwrap().is_none());
    assert_eq!(
        server.lines(),
        [
            "GET /subscriptions/sub%2F1/runs/Plan%209?%24filter=status%20eq%20%27a%2Bb%27&%24top=50&api-version=2025-03-01-preview",
            "GET /runs?$skiptoken=a%2Fb&api-version=2025-03-01-preview",
        ]
    );
}

#[tokio::test]
async fn one_response() {
    let server = Server::start(vec![
        answer("200 OK", &["x-ms-request-id: r", "x-a: 1", "x-a: 2"], r#"{"name":"a","request":{"type":"New","z":1}}"#),
        answer("202 Accepted", &[], ""),
        answer("404 Not Found", &[], ""),
        answer("204 No Content", &[], ""),
        answer("409 Conflict", &[], r#"{"error":{"code":"Conflict","message":"has \"quotes\""}}"#),
    ])
    .await;
    let client = client(&server);
    let password = rt::Sensitive::from("p4ss");
    let build = DockerBuildRequest { password: Some(password), docker_file_path: Some("f".into()) };
    let request = RunRequest::from(build);
    let response = client.runs().schedule(&request).response().await.unwrap();
    assert_eq!((response.request_id(), response.headers().get_all("x-a").iter().count()), (Some("r"), 2));
    let run = response.into_body().unwrap();
    assert_eq!(serde_json::to_string(&run.request).unwrap(), r#"{"type":"New","z":1}"#);
    assert_eq!(server.received()[0].body, r#"{"type":"DockerBuildRequest","dockerFilePath":"f","password":"p4ss"}"#);
    assert!(client.runs().schedule(&request).await.unwrap().is_none());
    assert!(!client.agent_pools().check_existence("g", "p").await.unwrap());
    assert!(client.agent_pools().check_existence("g", "p").await.unwrap());
    let error = client.runs().schedule(&request).await.unwrap_err();
    assert_eq!(error.code(), Some("Conflict"));
    assert!(!format!("{error} {error:?} {request:?}").contains("p4ss"));
}

#[tokio::test]
async fn streams_redirects_and_broken_connections() {
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this".to_owned();
    let server = Server::start(vec![
        answer("302 Found", &["Location: /elsewhere"], ""),
        answer("200 OK", &[], "the log"),
        cut.clone(),
        cut,
        answer("200 OK", &[], r#"{"value":[{"name":"a"}]}"#),
    ])
    .await;
    let runs = client(&server).runs();
    assert_eq!(runs.log().await.unwrap().collect().await.unwrap(), "the log");
    let broken = runs.log().await.unwrap().collect().await.unwrap_err();
    assert_eq!(broken.kind(), azrest_runtime::ErrorKind::Transport);
    // A body that breaks off is asked for again.
    assert_eq!(runs.list(&Os::Linux).try_next().await.unwrap().unwrap().name.as_deref(), Some("a"));
    assert_eq!(server.lines()[..2], ["GET /runs/log", "GET /elsewhere"]);
}

#[tokio::test]
async fn a_service_that_is_not_there() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let builder = Client::builder(StaticTokenCredential::new("t"), "s").endpoint(url).allow_loopback_http();
    let client = builder.clock(TestClock::new()).build().unwrap();
    let error = client.agent_pools().create("g", "p", &AgentPool::default()).await.unwrap_err();
    assert_eq!(error.kind(), azrest_runtime::ErrorKind::Transport);
    assert_eq!(error.attempts(), [azrest_runtime::AttemptOutcome::NotSent; 5]);
}

#[tokio::test]
async fn r3_1_a_server_without_tls_gets_no_request() {
    let builder = Client::builder(StaticTokenCredential::new("t"), "s").endpoint(Server::refusing().await);
    let client = builder.clock(TestClock::new()).build().unwrap();
    let error = client.runs().schedule(&RunRequest::from(DockerBuildRequest::default())).await.unwrap_err();
    assert_eq!(error.kind(), azrest_runtime::ErrorKind::Transport);
    assert_eq!(error.attempts(), [azrest_runtime::AttemptOutcome::NotSent; 5]);
}

#[test]
fn clients_and_calls_can_be_sent_between_threads() {
    fn sent<T: Send + 'static>() {}
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Client>();
    shared::<Credential>();
    sent::<Call<AgentPool>>();
    sent::<LroCall<Pager<Run>>>();
    sent::<RunsList>();
    sent::<Poller<AgentPool>>();
    assert!(Client::new(StaticTokenCredential::new("t"), "s").is_ok());
}
