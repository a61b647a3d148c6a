//! Security schemes.

use indexmap::IndexMap;
use openapiv3::{
    APIKeyLocation, AuthorizationCodeOAuth2Flow, ClientCredentialsOAuth2Flow, ImplicitOAuth2Flow, OAuth2Flows,
    PasswordOAuth2Flow, SecurityScheme,
};

use super::Reader;
use super::fields::Fields;
use crate::diagnostics::Code;

/// The scheme that asks for a certificate of the client.
pub(crate) const MUTUAL_TLS: &str = "mutualTLS";

impl Reader<'_> {
    pub(super) fn security_scheme(&mut self, fields: Fields<'_, '_>) -> Option<SecurityScheme> {
        let f = &fields;
        let description = self.text(f, "description");
        let extensions: IndexMap<_, _> = f
            .members
            .iter()
            .filter(|(key, _)| key.starts_with("x-"))
            .map(|(key, it)| (key.clone(), it.to_json()))
            .collect();
        let kind = self.required_text(f, "type")?;
        Some(match kind.as_str() {
            "apiKey" => SecurityScheme::APIKey {
                location: match self.required_text(f, "in")?.as_str() {
                    "query" => APIKeyLocation::Query,
                    "cookie" => APIKeyLocation::Cookie,
                    _ => APIKeyLocation::Header,
                },
                name: self.required_text(f, "name")?,
                description,
                extensions,
            },
            "http" => SecurityScheme::HTTP {
                scheme: self.required_text(f, "scheme")?,
                bearer_format: self.text(f, "bearerFormat"),
                description,
                extensions,
            },
            "oauth2" => SecurityScheme::OAuth2 { flows: self.flows(f), description, extensions },
            "openIdConnect" => SecurityScheme::OpenIDConnect {
                open_id_connect_url: self.required_text(f, "openIdConnectUrl")?,
                description,
                extensions,
            },
            // 3.1 has it, and the crate no word for it; no scheme of HTTP is called so.
            MUTUAL_TLS => {
                SecurityScheme::HTTP { scheme: MUTUAL_TLS.to_owned(), bearer_format: None, description, extensions }
            }
            other => {
                let message = format!("there is no security scheme of type `{other}`");
                let span = f.get("type").map(|it| it.span);
                self.diagnostics.add(Code::KeywordIgnored, span, f.place.key("type").pointer(), message);
                return None;
            }
        })
    }

    fn flows(&mut self, fields: &Fields<'_, '_>) -> OAuth2Flows {
        let Some(fields) = self.required_object(fields, "flows") else { return OAuth2Flows::default() };
        let url = |reader: &mut Self, f: &Fields<'_, '_>, key| reader.text(f, key).unwrap_or_default();
        let mut flows = OAuth2Flows::default();
        for name in fields.keys() {
            let Some(flow) = self.object(&fields, name) else { continue };
            let f = &flow;
            let (refresh_url, scopes, extensions) = (self.text(f, "refreshUrl"), self.scopes(f), IndexMap::new());
            match name {
                "implicit" => {
                    let authorization_url = url(self, f, "authorizationUrl");
                    flows.implicit = Some(ImplicitOAuth2Flow { authorization_url, refresh_url, scopes, extensions });
                }
                "password" => {
                    let token_url = url(self, f, "tokenUrl");
                    flows.password = Some(PasswordOAuth2Flow { refresh_url, token_url, scopes, extensions });
                }
                "clientCredentials" => {
                    let token_url = url(self, f, "tokenUrl");
                    flows.client_credentials =
                        Some(ClientCredentialsOAuth2Flow { refresh_url, token_url, scopes, extensions });
                }
                "authorizationCode" => {
                    let (authorization_url, token_url) = (url(self, f, "authorizationUrl"), url(self, f, "tokenUrl"));
                    let flow =
                        AuthorizationCodeOAuth2Flow { authorization_url, token_url, refresh_url, scopes, extensions };
                    flows.authorization_code = Some(flow);
                }
                _ => {}
            }
        }
        flows
    }

    fn scopes(&mut self, fields: &Fields<'_, '_>) -> IndexMap<String, String> {
        let Some(fields) = self.object(fields, "scopes") else { return IndexMap::new() };
        fields.keys().filter_map(|name| Some((name.to_owned(), self.text(&fields, name)?))).collect()
    }
}
