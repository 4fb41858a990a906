import { afterAll, beforeAll, expect, test } from "vitest";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { claimsOf, mcpWith, OAuthClient } from "../support/oauth-client.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

test("a client registers, is allowed, calls, refreshes", async () => {
  const client = new OAuthClient({ url: gateway.url });
  const tokens = await client.connect(gateway.owner, "gmail");
  expect(claimsOf(tokens.access_token)).toMatchObject({
    iss: gateway.url,
    aud: `${gateway.url}/mcp/gmail`,
    client_id: client.clientId,
    sub: gateway.owner.session.user.id,
    scope: "mcp:read mcp:write",
    workspace: gateway.workspaceId,
  });
  const listed = await mcpWith(gateway.url, tokens.access_token);
  expect(listed.status).toBe(200);
  const refreshed = await client.refresh();
  expect(refreshed).toMatchObject({ status: 200 });
  expect(refreshed.body.refresh_token).not.toBe(tokens.refresh_token);
});
