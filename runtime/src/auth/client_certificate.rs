//! A service principal with a certificate: a signed assertion stands in for a secret (R2.8).

use std::{
    fmt,
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime},
};

use ring::{
    digest,
    rand::SystemRandom,
    signature::{RSA_PSS_SHA256, RsaKeyPair},
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use serde_json::json;
use zeroize::Zeroizing;

use super::{
    Secret, Token, TokenCredential, TokenRequest,
    application::{Application, Environment, application_options},
    workload_identity::ASSERTION_TYPE,
};
use crate::{BoxFuture, Error, Result, random, values::encode_url};

/// How long an assertion holds (R2.8).
const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// Tokens for a service principal, got with its certificate (R2.8; feature `client-certificate`).
///
/// The PEM text holds the certificate and its RSA private key, unencrypted, and may hold the certificates of its issuers, in
/// any order. A PFX file becomes one by `openssl pkcs12 -in file.pfx -out file.pem -nodes`.
#[derive(Clone)]
pub struct ClientCertificateCredential {
    application: Application,
    key: Arc<RsaKeyPair>,
    thumbprint: String,
}

impl ClientCertificateCredential {
    /// A credential in the public cloud.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when the tenant has other characters than letters, digits, `-`
    /// and `.` (R2.2), the client id is empty, or the PEM text lacks an RSA key of 2048 bits or more or the certificate for it.
    pub fn from_pem(tenant: impl Into<String>, client_id: impl Into<String>, pem: impl AsRef<[u8]>) -> Result<Self> {
        let refuse = |why| Error::argument("pem", why);
        let pem = pem.as_ref();
        let application = Application::new(tenant.into(), client_id.into())?;
        let certificates = CertificateDer::pem_slice_iter(pem).collect::<std::result::Result<Vec<_>, _>>();
        let certificates = certificates.map_err(|_| refuse("it has a certificate that cannot be read"))?;
        if certificates.is_empty() {
            return Err(refuse("it has no certificate"));
        }
        let key = PrivateKeyDer::from_pem_slice(pem)
            .map_err(|_| refuse("it has no private key; an encrypted one cannot be read"))?;
        let key = match &key {
            PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
            _ => return Err(refuse("its private key is no RSA key")),
        };
        let key = key.map_err(|_| refuse("its private key is no RSA key of 2048 to 4096 bits"))?;
        // A key has one form in DER, which its certificate holds to the letter; those of issuers hold other keys.
        let public = key.public().as_ref();
        let holds_key = |it: &&CertificateDer<'_>| it.windows(public.len()).any(|part| part == public);
        let certificate =
            certificates.iter().find(holds_key).ok_or_else(|| refuse("it has no certificate for its private key"))?;
        let thumbprint = encode_url(digest::digest(&digest::SHA256, certificate).as_ref());
        Ok(Self { application, key: Arc::new(key), thumbprint })
    }

    /// A credential from the environment: `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_CLIENT_CERTIFICATE_PATH` (a PEM
    /// file, which is read at once), and `AZURE_AUTHORITY_HOST` if it is set.
    ///
    /// # Errors
    ///
    /// [`Reason::CredentialUnavailable`](crate::Reason::CredentialUnavailable) naming the variable that is missing,
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when a value or the file cannot be used.
    pub fn from_env() -> Result<Self> {
        Self::from_environment(&Environment::process())
    }

    pub(super) fn from_environment(environment: &Environment) -> Result<Self> {
        let tenant = environment.needed("AZURE_TENANT_ID")?;
        let client_id = environment.needed("AZURE_CLIENT_ID")?;
        let path = environment.needed("AZURE_CLIENT_CERTIFICATE_PATH")?;
        let pem = std::fs::read(Path::new(&path)).map_err(|error| {
            Error::argument("AZURE_CLIENT_CERTIFICATE_PATH", "the file cannot be read").with_source(error)
        })?;
        let credential = Self::from_pem(tenant, client_id, Zeroizing::new(pem))?;
        match environment.authority_host() {
            Some(authority) => credential.authority(&authority),
            None => Ok(credential),
        }
    }

    application_options!(endpoint);

    /// The assertion, a token signed by the certificate's key, for one request.
    fn assertion(&self, audience: &str, now: SystemTime) -> Result<Secret> {
        let seconds = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let header = json!({"alg": "PS256", "typ": "JWT", "x5t#S256": self.thumbprint});
        let claims = json!({
            "aud": audience,
            "iss": self.application.client_id,
            "sub": self.application.client_id,
            "jti": random::uuid::<String>(),
            "nbf": seconds(now),
            "exp": seconds(now + LIFETIME),
        });
        let signed =
            format!("{}.{}", encode_url(header.to_string().as_bytes()), encode_url(claims.to_string().as_bytes()));
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key
            .sign(&RSA_PSS_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .map_err(|_| Error::auth("the assertion could not be signed"))?;
        Ok(Secret::from(format!("{signed}.{}", encode_url(&signature))))
    }

    async fn fetch(&self, request: TokenRequest) -> Result<Token> {
        let audience = self.application.url(request.tenant.as_deref(), "token")?;
        let assertion = self.assertion(audience.as_str(), self.application.token_client.clock.utc())?;
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", assertion.expose()),
        ];
        self.application.redeem(&request, &fields).await.map(|grant| grant.token)
    }
}

impl TokenCredential for ClientCertificateCredential {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<Token>> {
        Box::pin(self.fetch(request))
    }
}

impl fmt::Debug for ClientCertificateCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.application.debug(f, "ClientCertificateCredential")
    }
}

#[cfg(test)]
mod tests;
