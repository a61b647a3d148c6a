use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::{ErrorKind, Reason, testing::TestClock};

/// A program that stands in for the CLI, gone when the test ends.
struct Script(PathBuf);

impl Script {
    fn new(text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("azrest-az-{}", crate::random::uuid::<String>()));
        std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
        Self(path)
    }

    fn credential(&self) -> AzureCliCredential {
        AzureCliCredential::new().program(&self.0)
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

async fn token(credential: &AzureCliCredential) -> Result<Token> {
    // Another test's process may still hold the script open for writing for the moment between its fork and its exec.
    for _ in 0..100 {
        let result = credential.token(TokenRequest::for_resource("https://management.azure.com/")).await;
        match &result {
            Err(error) if error.to_string().contains("could not be run") => {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            _ => return result,
        }
    }
    panic!("the script could not be run");
}

#[tokio::test]
async fn r2_14_the_cli_is_run_without_a_shell() {
    let out = std::env::temp_dir().join(format!("azrest-out-{}", crate::random::uuid::<String>()));
    let script = Script::new(&format!(
        "printf '%s|' \"$PWD\" \"$@\" > {}; echo '{{\"accessToken\":\"t0ken\",\"expires_on\":1704310716,\"expiresOn\":\"1999-01-01 00:00:00.000000\"}}'",
        out.display()
    ));
    let clock = TestClock::new();
    let credential = script.credential().clock(clock.clone()).subscription("My sub; $(rm -rf x)").unwrap();
    let token = token(&credential).await.unwrap();
    assert_eq!(token.secret.expose(), "t0ken");
    assert_eq!(token.expires_at - clock.now(), Duration::from_secs(3600));
    let said = std::fs::read_to_string(&out).unwrap();
    std::fs::remove_file(&out).unwrap();
    assert_eq!(
        said,
        "/|account|get-access-token|-o|json|--scope|https://management.azure.com//.default|--subscription|My sub; $(rm -rf x)|"
    );
}

#[tokio::test]
async fn r2_14_old_versions_give_local_time_which_is_utc() {
    let script = Script::new(
        r#"[ "$TZ" = UTC0 ] && echo '{"accessToken":"t0ken","expiresOn":"2024-01-03 19:38:36.000000","tenant":"t"}'"#,
    );
    let clock = TestClock::new();
    let token = token(&script.credential().clock(clock.clone()).tenant("t").unwrap()).await.unwrap();
    assert_eq!(token.expires_at - clock.now(), Duration::from_secs(3600));
}

#[test]
fn r2_14_times_of_expiry_may_be_far_away_or_past() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_704_307_116);
    let seconds = |document: Value| lifetime(document.as_object().unwrap(), now).map(|it| it.as_secs());
    for (document, expected) in [
        (serde_json::json!({"expires_on": 1_704_307_120}), Some(4)),
        (serde_json::json!({"expires_on": "1704307120", "expiresOn": "x"}), Some(4)),
        (serde_json::json!({"expires_on": 5}), Some(0)),
        (serde_json::json!({"expires_on": u64::MAX}), Some(u64::MAX - 1_704_307_116)),
        (serde_json::json!({"expires_on": -5, "expiresOn": "2024-01-03 18:38:40.000000"}), Some(4)),
        (serde_json::json!({"expiresOn": "0001-01-01 00:00:00"}), Some(0)),
        (serde_json::json!({"expiresOn": "soon"}), None),
        (serde_json::json!({}), None),
    ] {
        assert_eq!(seconds(document.clone()), expected, "{document}");
    }
}

#[tokio::test]
async fn r2_14_failures_are_told_apart_and_say_nothing_secret() {
    let table = [
        ("echo 'ERROR: Please run '\"'az login'\"' to setup account. s3cret' >&2; exit 1", true, "az login"),
        ("echo 'ERROR: AADSTS70043: expired s3cret, run: az login --tenant x' >&2; exit 1", true, "AADSTS70043"),
        // In the character set of whatever console.
        ("printf 'ERROR: \\374ser s3cret: Please run az login\\n' >&2; exit 1", true, "az login"),
        ("echo s3cret; echo 'ERROR: AADSTS50020: s3cret' >&2; exit 1", false, "AADSTS50020"),
        ("echo s3cret; exit 3", false, "exit status: 3"),
        ("echo '{s3cret'", false, "something else"),
        (r#"echo '{"accessToken":"","expires_on":1}'"#, false, "no token"),
        (r#"echo '{"accessToken":"s3cret","expiresOn":"soon"}'"#, false, "no time"),
    ];
    for (text, unavailable, says) in table {
        let script = Script::new(text);
        let error = token(&script.credential()).await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(says) && !shown.contains("s3cret"), "{text}: {shown}");
        assert_eq!(error.reason() == Some(&Reason::CredentialUnavailable), unavailable, "{text}");
    }
    let missing = AzureCliCredential::new().program("/nowhere/az");
    assert_eq!(token(&missing).await.unwrap_err().reason(), Some(&Reason::CredentialUnavailable));
}

#[tokio::test]
async fn r2_14_a_cli_that_hangs_is_ended() {
    let out = std::env::temp_dir().join(format!("azrest-pid-{}", crate::random::uuid::<String>()));
    let script = Script::new(&format!("echo $$ > {}; exec sleep 600", out.display()));
    let credential = script.credential().timeout(Duration::from_millis(500));
    let started = std::time::Instant::now();
    let error = token(&credential).await.unwrap_err();
    assert!(error.to_string().contains("too long"), "{error}");
    assert!(started.elapsed() < Duration::from_secs(60));
    let pid = std::fs::read_to_string(&out).unwrap();
    std::fs::remove_file(&out).unwrap();
    // The thread that listens to it takes note of its end.
    for _ in 0..500 {
        if !std::path::Path::new("/proc").join(pid.trim()).exists() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{pid} goes on");
}

#[tokio::test]
async fn r2_14_arguments_cannot_become_options_and_claims_are_refused() {
    for value in ["", "--help", "a\nb"] {
        assert_eq!(AzureCliCredential::new().subscription(value).unwrap_err().kind(), ErrorKind::Argument);
    }
    for tenant in ["", "-x", "a b", "a;b"] {
        assert!(AzureCliCredential::new().tenant(tenant).is_err());
    }
    let credential = AzureCliCredential::new().program("/nowhere/az");
    let error = credential.token(TokenRequest::for_scope("--help")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    let mut request = TokenRequest::for_scope("s");
    request.claims = Some("{}".into());
    let error = credential.token(request).await.unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::ClaimsUnsupported));
    assert!(error.to_string().contains("az login --claims-challenge"));
}

#[test]
fn r2_14_a_relative_path_is_that_of_the_caller_and_a_bare_name_of_the_path() {
    // The CLI runs in another folder.
    let here = std::env::current_dir().unwrap();
    assert_eq!(AzureCliCredential::new().program("tools/az").program, here.join("tools/az"));
    assert_eq!(AzureCliCredential::new().program("./az").program, here.join("az"));
    for path in ["az", "/opt/az"] {
        assert_eq!(AzureCliCredential::new().program(path).program, PathBuf::from(path));
    }
}

#[tokio::test]
async fn r7_7_other_work_goes_on_while_the_cli_runs() {
    // One thread for everything: if the CLI were waited for on it, nobody could let it end.
    let gate = std::env::temp_dir().join(format!("azrest-gate-{}", crate::random::uuid::<String>()));
    let script = Script::new(&format!(
        "i=0; while [ ! -e {gate} ] && [ $i -lt 300 ]; do sleep 0.01; i=$((i+1)); done; [ -e {gate} ] && echo '{{\"accessToken\":\"t0ken\",\"expires_on\":9999999999}}'",
        gate = gate.display()
    ));
    let credential = script.credential();
    let opening = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        std::fs::write(&gate, "").unwrap();
    };
    let (token, ()) = tokio::join!(token(&credential), opening);
    std::fs::remove_file(&gate).unwrap();
    assert_eq!(token.unwrap().secret.expose(), "t0ken");
}
