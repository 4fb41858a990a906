import { describe, expect, test } from "vitest";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import { openBench } from "./fixture.ts";
import { type Seen, withUserToken } from "./fixture-provider.ts";
import { reveal } from "./secret.ts";

const bench = openBench();
const provider = (): Provider => withUserToken(bench.stranger.provider);
const redirectUri = "https://gateway.example/integrations/stranger/callback";

/** Single-use refresh tokens of both parts, as Slack gives them: the person's new token may come nested. */
function rotating(nest: boolean, delayMs = 0) {
  const good = new Map([
    ["bot-r0", "bot"],
    ["user-r0", "user"],
  ]);
  let minted = 0;
  return async ({ form }: Seen) => {
    const sent = form.get("refresh_token") ?? "";
    const whose = good.get(sent);
    if (delayMs) await new Promise((done) => setTimeout(done, delayMs));
    if (!whose || !good.delete(sent)) return { json: { ok: false, error: "invalid_refresh_token" } };
    const next = `${whose}-r${++minted}`;
    good.set(next, whose);
    const tokens = { access_token: `${whose}-a${minted}`, refresh_token: next, expires_in: 43_200 };
    return {
      json:
        nest && whose === "user"
          ? { ok: true, authed_user: { id: "U1", ...tokens } }
          : { ok: true, ...tokens },
    };
  };
}
const both = (endsIn: number) => ({
  access: "bot-a0",
  refresh: "bot-r0",
  endsIn,
  user: { access: "user-a0", refresh: "user-r0", endsIn },
});
const refreshes = () => bench.stranger.asked("/token").map(({ form }) => form.get("refresh_token"));
async function sealed() {
  const { main, user } = await bench.tokens();
  return [main, user].map((set) => set && [reveal(set.access), set.refresh && reveal(set.refresh)]);
}

describe("a grant with a token of the app and one of the person", () => {
  test("sends each call with the token it asked for, the app's when it asks for none", async () => {
    bench.become(provider());
    await bench.put(both(3_600_000));
    expect(await bench.sentAs(bench.call())).toBe("Bearer bot-a0");
    expect(await bench.sentAs(bench.call({ as: "main" }))).toBe("Bearer bot-a0");
    expect(await bench.sentAs(bench.call({ as: "user" }))).toBe("Bearer user-a0");
  });

  test.each([true, false])("renews one without touching the other (nested: %s)", async (nest) => {
    bench.become(provider());
    await bench.put(both(-1));
    bench.stranger.routes["/token"] = rotating(nest);
    expect(await bench.sentAs(bench.call({ as: "user" }))).toBe("Bearer user-a1");
    expect(refreshes()).toEqual(["user-r0"]);
    expect(await sealed()).toEqual([
      ["bot-a0", "bot-r0"],
      ["user-a1", "user-r1"],
    ]);
    expect(await bench.sentAs(bench.call())).toBe("Bearer bot-a2");
    expect(await sealed()).toEqual([
      ["bot-a2", "bot-r2"],
      ["user-a1", "user-r1"],
    ]);
  });

  test("renews both at the same moment, on two replicas, each once", async () => {
    bench.become(provider());
    await bench.put(both(-1));
    bench.stranger.routes["/token"] = rotating(true, 100);
    const vaults = [bench.world.vault, bench.replica().vault];
    const calls = vaults.flatMap((vault) =>
      Array.from({ length: 5 }, () => [
        bench.sentAs(bench.call({ as: "main" }, undefined, vault)),
        bench.sentAs(bench.call({ as: "user" }, undefined, vault)),
      ]),
    );
    const sent = new Set((await Promise.all(calls.flat())).map((header) => header.slice(0, -1)));
    expect(sent).toEqual(new Set(["Bearer bot-a", "Bearer user-a"]));
    expect(refreshes().toSorted()).toEqual(["bot-r0", "user-r0"]);
    expect(await bench.stored()).toMatchObject({ version: 3 });
  });

  test("goes on with the app's token when the person's was refused for good", async () => {
    bench.become(provider());
    await bench.put(both(-1));
    const token = rotating(true);
    bench.stranger.routes["/token"] = (seen) =>
      seen.form.get("refresh_token")?.startsWith("user")
        ? { json: { ok: false, error: "invalid_refresh_token" } }
        : token(seen);
    const refused = { code: "connector_invalid", data: { cause: "invalid_grant" } };
    await expect(bench.call({ as: "user" })).rejects.toMatchObject(refused);
    expect((await bench.row())!.refreshRefused).toBe("user:invalid_grant");
    expect((await bench.row())!.refreshAt).not.toBeNull(); // the app's is still to be renewed
    expect(await bench.sentAs(bench.call())).toBe("Bearer bot-a1");
    expect((await bench.row())!.refreshRefused).toBe("user:invalid_grant");
    const other = bench.replica();
    await expect(bench.call({ as: "user" }, undefined, other.vault)).rejects.toMatchObject(refused);
    expect(refreshes()).toEqual(["user-r0", "bot-r0"]);
  });

  test("takes an error under 200 for what it is: renewed once, then invalid", async () => {
    bench.become(provider());
    await bench.put(both(3_600_000));
    bench.stranger.routes["/token"] = rotating(true);
    bench.stranger.routes["/v1/mail"] = ({ authorization }) =>
      authorization === "Bearer bot-a1"
        ? { json: { authorization } }
        : { json: { note: { ok: true }, ok: false, error: "invalid_auth" } };
    expect(await bench.sentAs(bench.call())).toBe("Bearer bot-a1");
    bench.stranger.routes["/v1/mail"] = () => ({ text: '{"ok" : false, "error":"token_revoked"}' });
    const unauthorized = { code: "connector_invalid", data: { cause: "unauthorized" } };
    await expect(bench.call()).rejects.toMatchObject(unauthorized);
    expect(refreshes()).toEqual(["bot-r0", "bot-r1"]);
  });

  test.each([
    '{"ok":true,"text":"\\"ok\\":false invalid_auth"}',
    '{"ok":false,"error":"channel_not_found"}',
    '{"ok":true,"nested":{"ok":false,"error":"invalid_auth"}}',
  ])("hands out every other answer as it is: %s", async (text) => {
    bench.become(provider());
    await bench.put(both(3_600_000));
    bench.stranger.routes["/v1/mail"] = () => ({ text });
    const { body } = await bench.call();
    expect(Buffer.from(body).toString()).toBe(text);
    expect(refreshes()).toEqual([]);
  });
});

describe("consent to two tokens", () => {
  const about = () => ({
    provider: provider(),
    client: bench.grant.use.client,
    redirectUri,
    workspaceId: bench.grant.use.workspaceId,
    pendingId: "pen_1",
  });
  async function consented(scopes: string[], answer: object) {
    const { vault } = bench.world;
    const begun = await vault.beginAuthorization({ ...about(), scopes });
    bench.stranger.routes["/token"] = () => ({ json: answer });
    bench.stranger.routes["/me"] = ({ authorization }) => ({
      json:
        authorization === "Bearer bot-a0"
          ? { ok: true, team: "T1", sub: "B1", email: "app" }
          : { ok: true, team: "T1", sub: "U1", email: "ada" },
    });
    const params = { code: "c", state: begun.state };
    const exchanged = await vault.finishAuthorization({ ...about(), sealed: begun.sealed, params });
    return { asked: new URL(begun.authorizationUrl).searchParams, exchanged };
  }
  async function kept(exchanged: Awaited<ReturnType<typeof consented>>["exchanged"]) {
    const { who, use } = bench.grant;
    bench.become(provider());
    await bench.database.db.inWorkspace(who, (tx) => bench.world.vault.keep(tx, who, exchanged, use.grantId));
  }
  const bot = { ok: true, access_token: "bot-a0", scope: "chat:write", team: { id: "T1" } };
  const person = { id: "U1", access_token: "user-a0", scope: "search:read", token_type: "user" };

  test("asks for each one's scopes in its own parameter and spells the person's with their prefix", async () => {
    const scopes = ["chat:write", "user:search:read"];
    const { asked, exchanged } = await consented(scopes, { ...bot, authed_user: person });
    expect([asked.get("scope"), asked.get("user_scope")]).toEqual(["chat:write", "search:read"]);
    expect(exchanged.scopes).toEqual(scopes);
    expect(exchanged.account).toEqual({ id: "T1/B1+T1/U1", label: "ada" });
    await kept(exchanged);
    expect(await bench.sentAs(bench.call({ as: "main" }))).toBe("Bearer bot-a0");
    expect(await bench.sentAs(bench.call({ as: "user" }))).toBe("Bearer user-a0");
  });

  test("to the person's alone has no token of the app", async () => {
    const { asked, exchanged } = await consented(["user:search:read"], { ok: true, authed_user: person });
    expect([asked.has("scope"), asked.get("user_scope")]).toEqual([false, "search:read"]);
    expect(exchanged).toMatchObject({ account: { id: "+T1/U1" }, scopes: ["user:search:read"] });
    await kept(exchanged);
    expect(await bench.sentAs(bench.call())).toBe("Bearer user-a0");
    const missing = { code: "connector_not_connected" };
    await expect(bench.call({ as: "main" })).rejects.toMatchObject(missing);
  });

  test("to the app's alone has none of the person, whose id came along", async () => {
    const { asked, exchanged } = await consented(["chat:write"], { ...bot, authed_user: { id: "U1" } });
    expect([asked.get("scope"), asked.has("user_scope")]).toEqual(["chat:write", false]);
    expect(exchanged).toMatchObject({ account: { id: "T1/B1+", label: "app" }, scopes: ["chat:write"] });
    await kept(exchanged);
    expect(await bench.sentAs(bench.call())).toBe("Bearer bot-a0");
    await expect(bench.call({ as: "user" })).rejects.toMatchObject({ code: "connector_not_connected" });
  });

  test("without scopes in the answer means what was asked for, each part by itself", async () => {
    const scopes = ["chat:write", "user:search:read"];
    const { scope: _, ...barePerson } = person;
    const { scope: __, ...bareBot } = bot;
    const { exchanged } = await consented(scopes, { ...bareBot, authed_user: barePerson });
    expect(exchanged.scopes).toEqual(scopes);
  });
});
