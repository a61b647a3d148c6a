//! A client as the generator writes it, small enough to have every kind of operation, and over a scripted transport.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use azrest_runtime::{
    __private as rt, BoxFuture, ClientBuilder, Credential, LroCall, Pager, Poller, Result, ResumeToken,
    auth::{Token, TokenCredential, TokenRequest},
    testing::{Answer, FakeTransport, TestClock},
};

/// The endpoint of Resource Manager.
pub const ARM: &str = "https://management.azure.com";

rt::model! {
    /// A thing.
    pub struct Thing {
        "id" => id: String [read_only],
        "name" => name: String,
        "count" => count: i32,
        "properties" => properties: Properties,
    }
}

rt::model! {
    /// Properties of a thing.
    pub struct Properties {
        "provisioningState" => provisioning_state: String [read_only],
        "description" => description: String,
        "password" => password: rt::Sensitive<String>,
    }
}

/// A thing of this name.
pub fn thing(name: &str) -> Thing {
    Thing { name: Some(name.into()), ..Thing::default() }
}

pub static SERVICE: rt::Service = rt::Service {
    crate_name: "azrest-things",
    crate_version: "0.1.0",
    client_parameters: &["subscriptionId"],
    api_version: Some("2024-01-01"),
    client_request_ids: true,
    kind: rt::ServiceKind::Arm,
    security: rt::TOKEN,
    scope: None,
    secret_texts: &["password"],
    secret_values: &[],
};

pub static DATA_PLANE: rt::Service = rt::Service { kind: rt::ServiceKind::DataPlane, ..SERVICE };

/// The path of one thing.
pub const THING: &str = "/subscriptions/{subscriptionId}/things/{thingName}";

/// An operation on one thing.
pub const ONE: rt::Operation =
    rt::Operation { id: "Things_Get", path: THING, success: &[(200, rt::Body::Json)], ..rt::Operation::DEFAULT };

pub const PUT: rt::Operation = rt::Operation {
    id: "Things_Create",
    method: rt::Method::Put,
    success: &[(200, rt::Body::Json), (201, rt::Body::Json)],
    lro: Some(rt::Lro::DEFAULT),
    ..ONE
};

pub const PATCH: rt::Operation = rt::Operation {
    id: "Things_Update",
    method: rt::Method::Patch,
    success: &[(200, rt::Body::Json), (202, rt::Body::None)],
    ..PUT
};

pub const POST: rt::Operation = rt::Operation {
    id: "Things_Run",
    method: rt::Method::Post,
    success: &[(200, rt::Body::Json), (202, rt::Body::None)],
    ..PUT
};

pub const DELETE: rt::Operation = rt::Operation {
    id: "Things_Delete",
    method: rt::Method::Delete,
    success: &[(200, rt::Body::None), (202, rt::Body::None), (204, rt::Body::None)],
    ..PUT
};

pub const LIST: rt::Operation = rt::Operation {
    id: "Things_List",
    path: "/subscriptions/{subscriptionId}/things",
    paging: Some(rt::Paging::DEFAULT),
    ..ONE
};

/// A client over a scripted transport.
pub struct Fixture {
    pub transport: FakeTransport,
    pub clock: TestClock,
    pub issuer: Issuer,
    pub client: rt::ServiceClient,
}

impl Fixture {
    /// An ARM client that gets these answers.
    pub fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self::built(answers, |builder| builder)
    }

    /// An ARM client built with the caller's choices.
    pub fn built(
        answers: impl IntoIterator<Item = Answer>,
        choose: impl FnOnce(ClientBuilder<rt::ServiceClient>) -> ClientBuilder<rt::ServiceClient>,
    ) -> Self {
        Self::of(&SERVICE, answers, choose)
    }

    /// A client of a data-plane service.
    pub fn data_plane(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self::of(&DATA_PLANE, answers, |builder| builder.endpoint("https://data.example"))
    }

    /// A client of this service.
    pub fn of(
        service: &'static rt::Service,
        answers: impl IntoIterator<Item = Answer>,
        choose: impl FnOnce(ClientBuilder<rt::ServiceClient>) -> ClientBuilder<rt::ServiceClient>,
    ) -> Self {
        let issuer = Issuer::default();
        let credential = Credential::new(issuer.clone());
        Self { issuer, ..Self::with(service, credential, answers, choose) }
    }

    /// A client of this service with a credential of its own.
    pub fn with(
        service: &'static rt::Service,
        credential: Credential,
        answers: impl IntoIterator<Item = Answer>,
        choose: impl FnOnce(ClientBuilder<rt::ServiceClient>) -> ClientBuilder<rt::ServiceClient>,
    ) -> Self {
        let transport = answers.into_iter().fold(FakeTransport::new(), FakeTransport::answer);
        let clock = TestClock::new();
        let builder = rt::builder(service, credential, ["sub".to_owned()], |client| client);
        let builder = choose(builder.transport(transport.clone()).clock(clock.clone()));
        Self { transport, clock, issuer: Issuer::default(), client: builder.build().unwrap() }
    }

    /// Method and URL of all requests, without the endpoint and without the api-version of the client.
    pub fn log(&self) -> Vec<String> {
        let short = |line: String| line.replace(ARM, "").replace("https://data.example", "");
        self.transport.log().into_iter().map(short).map(|line| line.replace("?api-version=2024-01-01", "")).collect()
    }

    /// All sleeps so far in seconds.
    pub fn sleeps(&self) -> Vec<f64> {
        self.clock.sleeps().iter().map(std::time::Duration::as_secs_f64).collect()
    }

    pub fn request(&self, operation: &'static rt::Operation) -> rt::Request {
        self.client.request(operation, &["one"])
    }

    /// A call of an operation on one thing.
    pub fn call<T>(&self, operation: &'static rt::Operation) -> azrest_runtime::Call<T> {
        azrest_runtime::Call::new(self.request(operation))
    }

    /// A long-running operation on one thing.
    pub fn lro<T>(&self, operation: &'static rt::Operation) -> LroCall<T> {
        LroCall::new(self.request(operation).json(&thing("one")))
    }

    /// A list of things.
    pub fn list(&self, operation: &'static rt::Operation) -> Pager<Thing> {
        Pager::new(self.client.request(operation, &[]))
    }

    /// An operation taken up again.
    pub fn resume<T>(&self, operation: &'static rt::Operation, token: &ResumeToken) -> Result<Poller<T>> {
        Poller::resume(&self.client, operation, token)
    }
}

/// A credential that numbers its tokens.
#[derive(Clone, Default)]
pub struct Issuer {
    asked: Arc<AtomicUsize>,
    requests: Arc<std::sync::Mutex<Vec<TokenRequest>>>,
}

impl Issuer {
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub fn requests(&self) -> Vec<TokenRequest> {
        self.requests.lock().unwrap().clone()
    }
}

impl TokenCredential for Issuer {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<Token>> {
        Box::pin(async move {
            self.requests.lock().unwrap().push(request);
            let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            let expires_at = std::time::Instant::now() + std::time::Duration::from_secs(24 * 3600);
            Ok(Token::new(format!("SECRET-TOKEN-{number}"), expires_at))
        })
    }
}

/// 200 with this body.
pub fn ok(body: &str) -> Answer {
    Answer::status(200).json(body)
}

/// A response without a body.
pub fn status(status: u16) -> Answer {
    Answer::status(status)
}
