import type { Canary } from "../support/canaries.ts";
import { browserOf, mcpWith, OAuthClient } from "../support/oauth-client.ts";
import type { Person } from "../support/person.ts";

/** What clients are given: each is shown in one answer, to its client, and nowhere else. */
export interface OAuthCanaries {
  clientSecrets: Canary[];
  codes: Canary[];
  tokens: Canary[];
}

const OPENID = "/.well-known/openid-configuration";
const METADATA = [
  "/.well-known/oauth-authorization-server",
  OPENID,
  "/oauth/jwks",
  ...["/mcp", "/mcp/gmail"].flatMap((path) => [
    `/.well-known/oauth-authorization-server${path}`,
    `/.well-known/oauth-protected-resource${path}`,
    OPENID + path,
    path + OPENID,
  ]),
];

/** Visits whatever the authorization server answers at. `url`: the door that records; `publicUrl`: who the gateway is. */
export async function everyOAuthRoute({
  url,
  publicUrl,
  owner,
}: {
  url: string;
  publicUrl: string;
  owner: Person;
}): Promise<OAuthCanaries> {
  for (const path of METADATA) await owner.fetch(path);
  const client = new OAuthClient({ url });
  const registered = await client.register({ token_endpoint_auth_method: "client_secret_post" });
  const browser = browserOf(owner);
  const here = (address: string | null) => {
    const { pathname, search } = new URL(address ?? "", url);
    return pathname + search;
  };
  const request = client.authorizationUrl(`${publicUrl}/mcp/gmail`);
  const page = here((await browser.go(here(request.href))).location);
  await browser.go(page);
  const question = `/api/oauth/interactions/${page.split("/").at(-1)}`;
  await browser.go(question);
  const csrf = { "x-valetkey-csrf": owner.session.csrf };
  const { body } = await browser.post(question, { decision: "allow" }, csrf);
  const back = new URL((await browser.go(here(body.redirect_to))).location ?? "");
  const code = back.searchParams.get("code") ?? "";
  const { body: tokens } = await client.exchange(code);
  client.tokens = tokens;
  const renewed = (await client.refresh()).body;
  await mcpWith(url, renewed.access_token);
  await client.revoke();
  const { value } = await owner.newToken();
  for (const path of ["/k/mcp", "/k/mcp/gmail"]) await mcpWith(url, value, path);
  const { clients } = await owner.api("GET", "/oauth-clients");
  await owner.api("DELETE", `/oauth-clients/${clients[0].id}`);
  const agent = await owner.newAgent("Canary machine");
  const made = await owner.api("POST", `/agents/${agent}/clients`, { name: "canary" });
  const own = `/agents/${agent}/clients/${made.client.id}`;
  const again = await owner.api("POST", `${own}/rotate`, { overlap_hours: 1 });
  await owner.api("GET", `/agents/${agent}/clients`);
  await owner.api("DELETE", own);
  const issuer = { issuer: "https://idp.example", jwks_uri: "https://idp.example/keys" };
  const { id } = await owner.api("POST", "/trusted-issuers", issuer);
  await owner.api("GET", "/trusted-issuers");
  await owner.api("DELETE", `/trusted-issuers/${id}`);
  const named = (name: string, values: unknown[]) => values.map((one) => ({ name, value: String(one) }));
  return {
    clientSecrets: named("client secret", [
      registered.body.client_secret,
      made.client_secret,
      again.client_secret,
    ]),
    codes: named("authorization code", [code]),
    tokens: named("OAuth token", [
      tokens.access_token,
      tokens.refresh_token,
      renewed.access_token,
      renewed.refresh_token,
    ]),
  };
}
