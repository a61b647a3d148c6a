// An OpenID provider on loopback, with the paths and the scope that clients of Azure expect.
// usage: node openid.mjs PORT
import Provider from "oidc-provider";

const port = Number(process.argv[2]);
const scope = "https://management.azure.com/.default";
const tenant = "/the-tenant/oauth2/v2.0";

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "desktop",
      application_type: "native",
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      redirect_uris: ["http://localhost/signed-in"],
    },
    {
      client_id: "service",
      client_secret: "a secret of the service & more",
      token_endpoint_auth_method: "client_secret_post",
      grant_types: ["client_credentials"],
      response_types: [],
      redirect_uris: [],
    },
  ],
  features: {
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
  },
  issueRefreshToken: (_context, client) => client.grantTypeAllowed("refresh_token"),
  pkce: { required: () => true },
  routes: { authorization: `${tenant}/authorize`, token: `${tenant}/token` },
  scopes: [scope, "offline_access"],
  ttl: { AccessToken: 3600, ClientCredentials: 3600, RefreshToken: 86400 },
});

// Entra gives a refresh token to whoever asks for `offline_access`; OpenID Connect wants a prompt for consent with it.
provider.use((context, next) => {
  if (context.path === `${tenant}/authorize`) context.query = { ...context.query, prompt: "consent" };
  return next();
});

provider.listen(port, "127.0.0.1");
