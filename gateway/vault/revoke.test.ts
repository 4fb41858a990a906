import { describe, expect, test } from "vitest";
import { openBench } from "./fixture.ts";
import { startStranger } from "./fixture-provider.ts";

const bench = openBench();

describe("revoking upstream", () => {
  test.each([
    [200, { ok: true, retry: false }],
    [204, { ok: true, retry: false }],
    [400, { ok: true, retry: false }],
    [403, { ok: false, retry: false }],
    [503, { ok: false, retry: true }],
  ])("%i", async (status, expected) => {
    await bench.put({ access: "a0", refresh: "r0" });
    await bench.database.system.tables.grant.updateMany({
      where: { id: bench.grant.use.grantId },
      data: { endedAt: new Date() },
    });
    bench.stranger.routes["/revoke"] = () => ({ status, text: "canary body r0" });
    const receipt = await bench.world.vault.revokeUpstream(bench.grant.who, bench.grant.use);
    expect(receipt).toMatchObject({ ...expected, status });
    expect(receipt.detail).toContain(String(status));
    expect(receipt.detail).not.toContain("canary");
    expect(bench.stranger.asked("/revoke").map((s) => s.form.get("token"))).toEqual(["r0"]);
  });

  test("both tokens where one does not end the other", async () => {
    const provider = {
      ...bench.stranger.provider,
      revocation: { ...bench.stranger.provider.revocation, endsWholeGrant: false },
    };
    await bench.put({ access: "a0", refresh: "r0" });
    bench.stranger.routes["/revoke"] = () => ({ status: 200 });
    await bench.world.vault.revokeUpstream(bench.grant.who, { ...bench.grant.use, provider });
    expect(bench.stranger.asked("/revoke").map((s) => s.form.get("token"))).toEqual(["r0", "a0"]);
  });

  test("nobody there: not ok, try again", async () => {
    await bench.put({ access: "a0" });
    await bench.stranger.close();
    const receipt = await bench.world.vault.revokeUpstream(bench.grant.who, bench.grant.use);
    expect(receipt).toMatchObject({ ok: false, retry: true, status: null });
    bench.stranger = await startStranger();
  });

  test("no credential left", async () => {
    await expect(bench.world.vault.revokeUpstream(bench.grant.who, bench.grant.use)).rejects.toMatchObject({
      code: "connector_not_connected",
    });
  });
});
