use super::*;
use crate::{
    Reason,
    testing::{Answer, FakeTransport, TestClock},
};

const TOKEN: &str = r#"{"expires_in":3600,"access_token":"t0ken"}"#;

/// A file of a test, gone when it ends.
struct File(PathBuf);

impl File {
    fn new(content: &str) -> Self {
        let file = Self(std::env::temp_dir().join(format!("azrest-{}", crate::random::uuid::<String>())));
        file.write(content);
        file
    }

    fn write(&self, content: &str) {
        std::fs::write(&self.0, content).unwrap();
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn assertions(transport: &FakeTransport) -> Vec<String> {
    let assertion = |body: Option<bytes::Bytes>| {
        let body = body.unwrap();
        let form: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
        assert!(form.contains(&("grant_type".to_owned(), "client_credentials".to_owned())));
        assert!(form.contains(&("client_assertion_type".to_owned(), ASSERTION_TYPE.to_owned())));
        form.into_iter().find(|(name, _)| name == "client_assertion").unwrap().1
    };
    transport.requests().into_iter().map(|request| assertion(request.body)).collect()
}

async fn token(credential: &WorkloadIdentityCredential) -> Result<Token> {
    credential.token(TokenRequest::for_scope("https://x.example/.default")).await
}

#[tokio::test]
async fn r2_13_the_file_is_read_again_after_ten_minutes() {
    let (file, clock) = (File::new(" one\n"), TestClock::new());
    let answers = (0..4).map(|_| Answer::status(200).json(TOKEN));
    let transport = answers.fold(FakeTransport::new(), FakeTransport::answer);
    let credential = WorkloadIdentityCredential::new("tenant", "client", &file.0).unwrap();
    let credential = credential.transport(transport.clone()).clock(clock.clone());
    token(&credential).await.unwrap();
    file.write("two");
    token(&credential).await.unwrap();
    clock.advance(Duration::from_secs(600));
    token(&credential).await.unwrap();
    clock.advance(Duration::from_secs(1));
    token(&credential).await.unwrap();
    assert_eq!(assertions(&transport), ["one", "one", "one", "two"]);
    assert_eq!(transport.log()[0], "POST https://login.microsoftonline.com/tenant/oauth2/v2.0/token");
}

#[tokio::test]
async fn r2_13_the_file_is_read_again_at_once_when_its_token_is_not_accepted() {
    let file = File::new("one");
    let refused = || Answer::status(401).json(r#"{"error":"invalid_client","error_description":"expired"}"#);
    let transport = FakeTransport::new()
        .answer(Answer::status(200).json(TOKEN))
        .answer(refused())
        .answer(Answer::status(200).json(TOKEN))
        .answer(refused())
        .answer(refused());
    let credential = WorkloadIdentityCredential::new("tenant", "client", &file.0).unwrap();
    let credential = credential.transport(transport.clone()).clock(TestClock::new());
    token(&credential).await.unwrap();
    file.write("two");
    token(&credential).await.unwrap();
    assert_eq!(token(&credential).await.unwrap_err().code(), Some("invalid_client"));
    assert_eq!(assertions(&transport), ["one", "one", "two", "two", "two"]);
}

#[tokio::test]
async fn r2_13_a_missing_or_empty_file_is_said_and_nothing_is_sent() {
    let transport = FakeTransport::new();
    let file = File::new(" \n");
    for path in [file.0.clone(), PathBuf::from("/nowhere/token")] {
        let credential = WorkloadIdentityCredential::new("tenant", "client", &path).unwrap();
        let error = token(&credential.transport(transport.clone())).await.unwrap_err();
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    }
    assert!(transport.requests().is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn r7_7_other_work_goes_on_while_the_file_is_read() {
    // One thread for everything, and a pipe for a file: reading it ends when somebody has written to it. If it were read on
    // that thread, nobody could say that it is time.
    let file = File(std::env::temp_dir().join(format!("azrest-{}", crate::random::uuid::<String>())));
    assert!(std::process::Command::new("mkfifo").arg(&file.0).status().unwrap().success());
    let (path, (sender, receiver)) = (file.0.clone(), std::sync::mpsc::channel());
    std::thread::spawn(move || {
        let in_time = receiver.recv_timeout(Duration::from_secs(5)).is_ok();
        std::fs::write(path, if in_time { "in time" } else { "late" })
    });
    let transport = FakeTransport::new().answer(Answer::status(200).json(TOKEN));
    let credential = WorkloadIdentityCredential::new("tenant", "client", &file.0).unwrap();
    let credential = credential.transport(transport.clone()).clock(TestClock::new());
    let (token, said) = tokio::join!(token(&credential), async { sender.send(()) });
    assert!(token.is_ok() && said.is_ok());
    assert_eq!(assertions(&transport), ["in time"]);
}

#[test]
fn r2_13_the_environment_is_read() {
    const ALL: &[(&str, &str)] = &[
        ("AZURE_TENANT_ID", "tenant"),
        ("AZURE_CLIENT_ID", "client"),
        ("AZURE_FEDERATED_TOKEN_FILE", "/token"),
        ("AZURE_AUTHORITY_HOST", "login.microsoftonline.us"),
    ];
    let credential = WorkloadIdentityCredential::from_environment(&Environment::of(ALL)).unwrap();
    let url = credential.application.url(None, "token").unwrap();
    assert_eq!(url.as_str(), "https://login.microsoftonline.us/tenant/oauth2/v2.0/token");
    let error = WorkloadIdentityCredential::from_environment(&Environment::of(&ALL[..2])).unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::CredentialUnavailable));
    assert!(error.to_string().contains("AZURE_FEDERATED_TOKEN_FILE"));
}
