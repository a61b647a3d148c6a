//! The binary `invoke`: a line in, an answer out.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::server::{Server, expect};

struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_invoke"))
            .env("AZREST_TEST_POLL_MS", "1")
            .env("AZREST_TEST_RETRY_MS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let input = child.stdin.take().expect("its input");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        Self { child, input, output }
    }

    /// Sends a line and waits for its answer.
    fn ask(&mut self, line: &str) -> Value {
        writeln!(self.input, "{line}").expect("a line can be written");
        let mut answer = String::new();
        self.output.read_line(&mut answer).expect("an answer can be read");
        serde_json::from_str(&answer).expect("the answer is JSON")
    }

    /// Ends the input; the process ends too.
    fn finish(mut self) {
        drop(self.input);
        assert!(self.child.wait().expect("it ends").success());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_are_answered_in_order_whatever_they_say() {
    const GROUP: &str = "/subscriptions/sub/resourcegroups/g?api-version=2024-07-01";
    const POOL: &str = "/subscriptions/sub/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/r/agentPools/p?api-version=2025-03-01-preview";
    let server = Server::start([
        expect("GET", GROUP).status(429).header("retry-after", "60"),
        expect("GET", GROUP).json(json!({ "id": "/g", "name": "g" })),
        expect("GET", GROUP).status(404).json(json!({ "error": { "code": "Gone", "message": "no group" } })),
        expect("DELETE", POOL)
            .status(202)
            .header("location", "{server}/outcome?api-version=1")
            .header("retry-after", "60"),
        expect("GET", "/outcome?api-version=1").status(204),
    ])
    .await;
    let mut process = Process::start();
    let url = server.url().to_owned();
    let line = |id: Value, service: &str, operation: &str, arguments: Value| {
        json!({ "id": id, "service": service, "operationId": operation, "arguments": arguments, "endpoint": url, "maxPages": null })
            .to_string()
    };
    let group = || json!({ "subscriptionId": "sub", "resourceGroupName": "g", "api-version": "ignored" });
    let get = line(json!(7), "resources", "ResourceGroups_Get", group());
    assert_eq!(process.ask(&get), json!({ "id": 7, "result": { "id": "/g", "name": "g" } }));
    let error = json!({ "kind": "http", "code": "Gone", "status": 404, "message": "no group" });
    assert_eq!(process.ask(&get), json!({ "id": 7, "error": error }));
    let pool = json!({ "subscriptionId": "sub", "resourceGroupName": "g", "registryName": "r", "agentPoolName": "p" });
    let delete = line(json!("d"), "container-registry-tasks", "AgentPools_Delete", pool);
    assert_eq!(process.ask(&delete), json!({ "id": "d", "result": null }));
    for (wrong, named) in [
        (line(json!(1), "nothing", "X_Get", json!({})), "nothing"),
        (line(json!(1), "resources", "X_Get", json!({})), "X_Get"),
        (line(json!(1), "resources", "ResourceGroups_Get", json!({ "subscriptionId": "sub" })), "resourceGroupName"),
        (line(json!(1), "resources", "ResourceGroups_Get", json!({ "resourceGroupName": "g" })), "subscriptionId"),
        (get.replace(&url, "http://localhost.example"), "endpoint"),
        ("{".to_owned(), "JSON"),
        ("5".to_owned(), "endpoint"),
    ] {
        let answer = process.ask(&wrong);
        assert_eq!(answer["error"]["kind"], "argument", "{answer}");
        assert!(answer["error"]["message"].as_str().is_some_and(|it| it.contains(named)), "{answer}");
    }
    for (given, said) in [
        (json!({}), "`subscriptionId`: the operation requires it"),
        (json!({ "subscriptionId": null }), "`subscriptionId`: the operation requires it"),
        (json!({ "subscriptionId": "" }), "`subscriptionId`: it is empty"),
        (json!({ "subscriptionId": [] }), "`subscriptionId`: expected a string"),
    ] {
        let answer = process.ask(&line(json!(1), "resources", "ResourceGroups_List", given));
        assert!(answer["error"]["message"].as_str().is_some_and(|it| it.ends_with(said)), "{answer}");
    }
    process.finish();
    server.finish();
}
