import { afterAll, beforeAll, expect, test } from "vitest";
import { consent } from "../../test/sandbox/consent.ts";
import { type SandboxGoogle, startSandboxGoogle } from "../../test/sandbox/google.ts";
import { openTestDatabase } from "../../test/support/database.ts";
import type { Database } from "../db/index.ts";
import { makeGrant, setUp } from "./fixture.ts";
import { Secret } from "./secret.ts";

const redirectUri = "http://127.0.0.1:8787/integrations/google/callback";
const READ = "https://www.googleapis.com/auth/gmail.readonly";

let database: Database;
let google: SandboxGoogle;
beforeAll(async () => {
  database = await openTestDatabase();
  google = await startSandboxGoogle({ redirectUris: [redirectUri] });
});
afterAll(async () => {
  await google.close();
  await database.close();
});

test("the whole life of a grant at a Google that is as strict as the real one", async () => {
  const { provider } = google;
  const { vault, verdicts, close } = setUp(database, provider);
  const client = { id: google.clientId, secret: new Secret(google.clientSecret) };
  const { who, use } = await makeGrant(database, provider, { client });

  const about = { provider, client, redirectUri, workspaceId: who.workspaceId, pendingId: "pen_1" };
  const begun = await vault.beginAuthorization({ ...about, scopes: [READ] });
  const params = await consented(begun.authorizationUrl);
  const exchanged = await vault.finishAuthorization({ ...about, params, sealed: begun.sealed });
  expect(exchanged.account).toEqual({ id: google.subjectOf("ada@acme.test"), label: "ada@acme.test" });
  expect(exchanged.scopes.toSorted()).toEqual(["email", READ, "openid"]);
  expect(exchanged.hasRefreshToken).toBe(true);
  await database.db.inWorkspace(who, async (tx) => {
    const where = { workspaceId_id: { workspaceId: who.workspaceId, id: use.grantId } };
    await tx.grant.update({ where, data: { accountId: exchanged.account.id } });
    await vault.keep(tx, who, exchanged, use.grantId);
  });

  const list = { method: "GET", url: "https://gmail.googleapis.com/gmail/v1/users/me/messages?maxResults=1" };
  expect((await vault.sendAs(who, use, list)).status).toBe(200);
  google.expireAllAccessTokens();
  expect((await vault.sendAs(who, use, list)).status).toBe(200);
  expect(await vault.probe(who, use)).toMatchObject({ state: "valid" });

  expect(await vault.revokeUpstream(who, use)).toMatchObject({ ok: true });
  expect(google.liveTokens()).toEqual({ access: 0, refresh: 0 });
  await expect(vault.sendAs(who, use, list)).rejects.toMatchObject({ code: "connector_invalid" });
  expect(verdicts).toMatchObject([{ state: "invalid", cause: "invalid_grant" }]);
  expect(await vault.revokeUpstream(who, use)).toMatchObject({ ok: true, status: 400 });
  await close();
});

async function consented(authorizationUrl: string): Promise<Record<string, string>> {
  const back = await consent(authorizationUrl, { email: "ada@acme.test" });
  return Object.fromEntries(back.searchParams);
}
