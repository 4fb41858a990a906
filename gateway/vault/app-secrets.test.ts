import { inspect } from "node:util";
import { expect, test } from "vitest";
import { makeGrant, openBench } from "./fixture.ts";
import { reveal, Secret } from "./secret.ts";

const bench = openBench();
const secrets = { secret: new Secret("secret-canary"), privateKey: new Secret("key-canary") };

const keep = (appId: string, { who } = bench.grant, what = secrets) =>
  bench.database.db.inWorkspace(who, (tx) => bench.world.vault.keepSecrets(tx, who, appId, what));
const open = (appId: string, { who } = bench.grant, { vault } = bench.world) => vault.openSecrets(who, appId);
const rows = ({ who } = bench.grant) =>
  bench.database.db.inVault(who, (tx) => tx.sealedSecret.findMany({ orderBy: { ownerId: "asc" } }));
const unreadable = { code: "credential_unreadable" };

test("an app's secrets open again, also at another replica, and are nowhere in the row", async () => {
  await keep("app_1");
  const { secret, privateKey } = await open("app_1", bench.grant, bench.replica());
  expect([reveal(secret), reveal(privateKey!)]).toEqual(["secret-canary", "key-canary"]);
  const [row] = await rows();
  expect(Buffer.from(row!.sealed).toString("latin1")).not.toContain("canary");
  expect(inspect(await open("app_1"), { depth: 9, showHidden: true })).not.toContain("canary");
});

test("a new secret takes the place of the old one, and the key of the old goes with it", async () => {
  await keep("app_1");
  await keep("app_1", bench.grant, { secret: new Secret("next") } as typeof secrets);
  const { secret, privateKey } = await open("app_1");
  expect([reveal(secret), privateKey]).toEqual(["next", undefined]);
  expect(await rows()).toHaveLength(1);
});

test("what was moved to another app of the workspace does not open", async () => {
  await keep("app_1");
  await keep("app_2", bench.grant, { secret: new Secret("other") } as typeof secrets);
  const [one] = await rows();
  const { workspaceId } = bench.grant.who;
  await bench.database.db.inVault(bench.grant.who, (tx) =>
    tx.sealedSecret.update({
      where: { workspaceId_ownerId: { workspaceId, ownerId: "app_2" } },
      data: { sealed: one!.sealed, keyId: one!.keyId },
    }),
  );
  await expect(open("app_2")).rejects.toMatchObject(unreadable);
});

test("what was moved to another workspace does not open", async () => {
  await keep("app_1");
  const [one] = await rows();
  const other = await makeGrant(bench.database, bench.stranger.provider);
  const { keyId, sealed } = one!;
  await bench.database.db.inVault(other.who, (tx) =>
    tx.sealedSecret.create({
      data: { workspaceId: other.who.workspaceId, ownerId: "app_1", keyId, sealed },
    }),
  );
  await expect(open("app_1", other)).rejects.toMatchObject(unreadable);
});

test("a credential's ciphertext is no app's secret, and the reverse", async () => {
  await bench.put({ access: "a0" });
  await keep(bench.grant.use.grantId);
  const [secret] = await rows();
  await bench.write({ sealed: secret!.sealed, bound: "" });
  await expect(bench.call()).rejects.toMatchObject(unreadable);
});

test("another workspace's app is not found", async () => {
  await keep("app_1");
  const other = await makeGrant(bench.database, bench.stranger.provider);
  await expect(open("app_1", other)).rejects.toMatchObject({ code: "not_found" });
});

test("nothing is kept of a transaction that fails", async () => {
  const { who } = bench.grant;
  const work = bench.database.db.inWorkspace(who, async (tx) => {
    await bench.world.vault.keepSecrets(tx, who, "app_1", secrets);
    throw new Error("changed my mind");
  });
  await expect(work).rejects.toThrow("changed my mind");
  await expect(open("app_1")).rejects.toMatchObject({ code: "not_found" });
});
