import { describe, expect, test } from "vitest";
import { openBench } from "./fixture.ts";
import { withUserToken } from "./fixture-provider.ts";

const bench = openBench();
const MINUTE = 60_000;
const ahead = (vault = bench.world.vault) => vault.refreshAhead(bench.grant.who, bench.grant.use);
const refreshes = () => bench.stranger.asked("/token").length;

function renewing(seconds: number) {
  let minted = 0;
  bench.stranger.routes["/token"] = () => ({
    json: { access_token: `a${++minted}`, refresh_token: `r${minted}`, expires_in: seconds },
  });
}

describe("the job's renewal", () => {
  test.each<[string, number, boolean]>([
    ["ends in 11 minutes", 11 * MINUTE, true],
    ["has ended", -MINUTE, true],
    ["ends in 13 minutes", 13 * MINUTE, false],
  ])("of a token that %s", async (_, endsIn, due) => {
    await bench.put({ access: "a0", refresh: "r0", endsIn });
    renewing(3_600);
    expect(await ahead()).toBe(due);
    expect(refreshes()).toBe(due ? 1 : 0);
  });

  test("plans the next one five to ten minutes before the end", async () => {
    await bench.put({ access: "a0", refresh: "r0", endsIn: MINUTE });
    renewing(3_600);
    await ahead();
    const { refreshAt, expiresAt } = (await bench.row())!;
    const early = expiresAt!.getTime() - refreshAt!.getTime();
    expect(early).toBeGreaterThanOrEqual(5 * MINUTE);
    expect(early).toBeLessThanOrEqual(10 * MINUTE);
  });

  test("leaves alone what has no refresh token, and plans nothing for it", async () => {
    await bench.put({ access: "a0", endsIn: MINUTE });
    renewing(3_600);
    expect(await ahead()).toBe(false);
    expect(refreshes()).toBe(0);
  });

  test("renews both parts in one go", async () => {
    bench.become(withUserToken(bench.stranger.provider));
    const soon = { endsIn: 5 * MINUTE, lifetime: 12 * 60 * MINUTE };
    await bench.put({ access: "b", refresh: "br", ...soon, user: { access: "u", refresh: "ur", ...soon } });
    renewing(43_200);
    expect(await ahead()).toBe(true);
    expect(bench.stranger.asked("/token").map(({ form }) => form.get("refresh_token"))).toEqual(["br", "ur"]);
    expect(await ahead()).toBe(false);
  });

  test("goes on with the second part when the first cannot be renewed", async () => {
    bench.become(withUserToken(bench.stranger.provider));
    const soon = { endsIn: 5 * MINUTE };
    await bench.put({ access: "b", refresh: "br", ...soon, user: { access: "u", refresh: "ur", ...soon } });
    bench.stranger.routes["/token"] = ({ form }) =>
      form.get("refresh_token") === "br"
        ? { json: { ok: false, error: "invalid_refresh_token" } }
        : { json: { access_token: "u1", refresh_token: "ur1", expires_in: 43_200 } };
    expect(await ahead()).toBe(true);
    expect(await bench.sentAs(bench.call({ as: "user" }))).toBe("Bearer u1");
    expect((await bench.row())!.refreshRefused).toBe("main:invalid_grant");
  });

  test("that fails takes nothing away, tells no verdict and is tried again in a minute or two", async () => {
    await bench.put({ access: "a0", refresh: "r0", endsIn: 5 * MINUTE });
    bench.stranger.routes["/token"] = () => ({ status: 503, text: "" });
    expect(await ahead()).toBe(false);
    const again = (await bench.row())!.refreshAt!.getTime() - Date.now();
    expect(again).toBeGreaterThan(0.9 * MINUTE);
    expect(again).toBeLessThan(2.1 * MINUTE);
    expect(await bench.sentAs(bench.call())).toBe("Bearer a0");
    expect(bench.world.verdicts).toEqual([]);
  });

  test("and a call at the same moment make one refresh", async () => {
    await bench.put({ access: "a0", refresh: "r0", endsIn: 30_000 });
    renewing(3_600);
    const [renewed, sent] = await Promise.all([ahead(bench.replica().vault), bench.sentAs(bench.call())]);
    expect([renewed, sent]).toEqual([true, "Bearer a1"]);
    expect(refreshes()).toBe(1);
  });
});

describe("tokens that live for seconds", () => {
  test("are not renewed on every call", async () => {
    await bench.put({ access: "a0", refresh: "r0", endsIn: -1 });
    renewing(5);
    for (let i = 0; i < 10; i++) expect(await bench.sentAs(bench.call())).toBe("Bearer a1");
    expect(refreshes()).toBe(1);
  });

  test("nor by the job as soon as they are there", async () => {
    await bench.put({ access: "a0", refresh: "r0", endsIn: -1 });
    renewing(5);
    expect(await ahead()).toBe(true);
    expect(await ahead()).toBe(false);
    const { refreshAt } = (await bench.row())!;
    expect(refreshAt!.getTime()).toBeGreaterThan(Date.now() + 3_000);
    expect(refreshes()).toBe(1);
  });

  test("are renewed in the last tenth of their life", async () => {
    await bench.put({ access: "a0", refresh: "r0", endsIn: 400, lifetime: 5_000 });
    renewing(5);
    expect(await bench.sentAs(bench.call())).toBe("Bearer a1");
  });
});
