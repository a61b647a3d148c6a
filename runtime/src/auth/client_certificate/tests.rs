use ring::signature::{RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
use serde_json::Value;

use super::*;
use crate::{
    Clock, ErrorKind, Reason,
    auth::TokenEndpoint,
    testing::{Answer, FakeTransport, TestClock},
    values::decode_lenient,
};

/// A key pair of these tests alone, made by `openssl req -x509 -newkey rsa:2048 -nodes`; the same in PKCS #1; an elliptic one.
const PEM: &str = include_str!("test.pem");
const PKCS1: &str = include_str!("test-pkcs1.pem");
const ELLIPTIC: &str = include_str!("test-ec.pem");

/// A certificate for another key.
const ISSUER: &str = include_str!("test-issuer.pem");

/// As `openssl x509 -outform der | openssl dgst -sha256 -binary` gives it, in base64url.
const THUMBPRINT: &str = "he1-GwBHhSkw191X5QDfQkeHr4E9UsWhu6DACbmnUa0";

const TOKEN: &str = r#"{"token_type":"Bearer","expires_in":3600,"access_token":"t0ken"}"#;

fn json(part: &str) -> Value {
    serde_json::from_slice(&decode_lenient(part).unwrap()).unwrap()
}

#[tokio::test]
async fn r2_8_the_assertion_is_signed_and_says_who_for_whom_and_how_long() {
    for pem in [PEM, PKCS1] {
        let clock = TestClock::new();
        let answer = || Answer::status(200).json(TOKEN);
        let transport = FakeTransport::new().answer(answer()).answer(answer());
        let credential = ClientCertificateCredential::from_pem("tenant", "client", pem).unwrap();
        let credential = credential.transport(transport.clone()).clock(clock.clone());
        let now = clock.utc().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let mut ids = Vec::new();
        for _ in 0..2 {
            let request = TokenRequest::for_resource("https://management.azure.com");
            let token = credential.token(request).await.unwrap();
            assert_eq!(token.secret.expose(), "t0ken");
            let body = transport.requests().pop().unwrap().body.unwrap();
            let form: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
            let field = |name: &str| &form.iter().find(|(key, _)| key == name).unwrap().1;
            assert_eq!(field("grant_type"), "client_credentials");
            assert_eq!(field("client_assertion_type"), "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            assert_eq!(field("scope"), "https://management.azure.com/.default");
            let assertion = field("client_assertion");
            let parts: Vec<&str> = assertion.split('.').collect();
            let (header, claims) = (json(parts[0]), json(parts[1]));
            assert_eq!(header, serde_json::json!({"alg": "PS256", "typ": "JWT", "x5t#S256": THUMBPRINT}));
            assert_eq!(claims["aud"], "https://login.microsoftonline.com/tenant/oauth2/v2.0/token");
            assert_eq!((&claims["iss"], &claims["sub"]), (&"client".into(), &"client".into()));
            assert_eq!((claims["nbf"].as_u64(), claims["exp"].as_u64()), (Some(now), Some(now + 600)));
            ids.push(claims["jti"].as_str().unwrap().to_owned());
            let signed = format!("{}.{}", parts[0], parts[1]);
            let key = UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, credential.key.public().as_ref());
            key.verify(signed.as_bytes(), &decode_lenient(parts[2]).unwrap()).unwrap();
            assert!(!format!("{credential:?} {:?}", transport.requests()).contains(assertion.as_str()));
        }
        assert_ne!(ids[0], ids[1]);
    }
}

#[tokio::test]
async fn r2_8_the_audience_is_the_endpoint_that_is_asked() {
    let transport = FakeTransport::new().answer(Answer::status(200).json(TOKEN));
    let credential = ClientCertificateCredential::from_pem("tenant", "client", PEM).unwrap();
    let credential = credential.transport(transport.clone()).endpoint(TokenEndpoint::V1);
    let mut request = TokenRequest::for_resource("https://management.azure.com");
    request.tenant = Some("other".to_owned());
    credential.token(request).await.unwrap();
    let body = transport.requests().pop().unwrap().body.unwrap();
    let form: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
    let assertion = &form.iter().find(|(key, _)| key == "client_assertion").unwrap().1;
    let claims = json(assertion.split('.').nth(1).unwrap());
    assert_eq!(claims["aud"], "https://login.microsoftonline.com/other/oauth2/token");
    assert!(form.contains(&("resource".to_owned(), "https://management.azure.com".to_owned())));
}

#[test]
fn r2_8_the_certificate_is_the_one_of_the_key_wherever_it_stands() {
    for pem in [format!("{ISSUER}{PEM}"), format!("{PEM}{ISSUER}")] {
        assert_eq!(ClientCertificateCredential::from_pem("t", "c", pem).unwrap().thumbprint, THUMBPRINT);
    }
}

#[test]
fn r2_8_unusable_certificates_are_refused_in_time() {
    let certificate = PEM.split_once("-----BEGIN CERTIFICATE-----").unwrap();
    let no_key = format!("-----BEGIN CERTIFICATE-----{}", certificate.1);
    for (pem, why) in [
        ("", "no certificate"),
        ("garbage", "no certificate"),
        (certificate.0, "no certificate"),
        (&no_key, "no private key"),
        (ELLIPTIC, "no RSA key"),
        (&format!("{ISSUER}{}", certificate.0), "no certificate for its private key"),
        (&PEM.replace("CERTIFICATE-----\nMII", "CERTIFICATE-----\n!"), "cannot be read"),
    ] {
        let error = ClientCertificateCredential::from_pem("tenant", "client", pem).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument, "{why}");
        assert!(error.to_string().contains(why), "{error}");
    }
    let variables = &[("AZURE_TENANT_ID", "t"), ("AZURE_CLIENT_ID", "c")];
    let error = ClientCertificateCredential::from_environment(&Environment::of(variables)).unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::CredentialUnavailable));
    let variables = &[
        ("AZURE_TENANT_ID", "t"),
        ("AZURE_CLIENT_ID", "c"),
        ("AZURE_CLIENT_CERTIFICATE_PATH", "src/auth/client_certificate/test.pem"),
    ];
    assert!(ClientCertificateCredential::from_environment(&Environment::of(variables)).is_ok());
}
