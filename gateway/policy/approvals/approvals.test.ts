import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { DECIDE_MS, DENIED_MS, KEEP_MS, MOST_PENDING, USE_MS } from "./constants.ts";
import { openScene, type Scene } from "./fixture.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene?.close());

/** Each test asks for a call of its own. */
let digest = "";
let count = 0;
beforeEach(async () => {
  digest = `hmac-sha256:${++count}`;
  await scene.database.system.query("DELETE FROM approvals");
});
const ask = (more: object = {}) => scene.ask({ digest, ...more });
const yes = { decision: "approve", note: null } as const;
const no = { decision: "deny", note: "Not to outsiders." } as const;
const approve = (id: string, who = scene.person("usr_owner", "owner")) =>
  scene.approvals.decide(who, id, yes, "req_2");
const pending = async (more: object = {}, who = scene.agent()) => {
  const claimed = await scene.approvals.claim(who, ask(more));
  expect(claimed.state).toBe("pending");
  return claimed.id;
};
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "ok",
    (error: { code: string }) => error.code,
  );

test("a retry finds the same pending one; an approval lets it through once", async () => {
  const first = await scene.approvals.claim(scene.agent(), ask());
  expect(first).toMatchObject({ state: "pending", url: `https://gateway.test/approvals/${first.id}` });
  expect(await scene.approvals.claim(scene.agent(), ask())).toEqual(first);
  expect((await approve(first.id)).state).toBe("approved");
  expect(await scene.approvals.claim(scene.agent(), ask())).toEqual({ state: "granted", id: first.id });
  expect(await pending()).not.toBe(first.id);
});

test("fifty at once spend one approval once; the others ask anew, all for the same one", async () => {
  const id = await pending();
  await approve(id);
  const all = await Promise.all(
    Array.from({ length: 50 }, () => scene.approvals.claim(scene.agent(), ask())),
  );
  const granted = all.filter(({ state }) => state === "granted");
  expect(granted).toEqual([{ state: "granted", id }]);
  expect(new Set(all.filter(({ state }) => state === "pending").map((one) => one.id)).size).toBe(1);
  const used = (await scene.events()).filter(
    ({ type, data }) => type === "approval.used" && data.arguments === digest,
  );
  expect(used).toHaveLength(1);
});

test("nothing that differs gets through on it", async () => {
  const id = await pending();
  await approve(id);
  const others = [
    [scene.agent(), ask({ digest: "hmac-sha256:changed" })],
    [scene.agent(), ask({ tool: "gmail_trash_thread" })],
    [scene.agent(), ask({ server: "slack" })],
    [scene.agent(), ask({ connectorId: "con_mia" })],
    [scene.agent(), ask({ epoch: 1 })],
    [scene.agent("tok_2"), ask()],
    [scene.agent("tok_1", { userId: "usr_mia" }), ask()],
    [scene.agent("tok_1", { clientId: "cli_1" }), ask()],
    [scene.agent("tok_1", { id: "agt_2", agentId: "agt_2" }), ask()],
  ] as const;
  for (const [who, what] of others) {
    const claimed = await scene.approvals.claim(who, what);
    expect(claimed.state).toBe("pending");
    expect(claimed.id).not.toBe(id);
  }
  expect(await scene.approvals.claim(scene.agent(), ask())).toEqual({ state: "granted", id });
});

test("a denial answers retries with its note, and not for ever", async () => {
  const id = await pending();
  await scene.approvals.decide(scene.person("usr_admin", "admin"), id, no, "req_2");
  expect(await scene.approvals.claim(scene.agent(), ask())).toMatchObject({
    state: "denied",
    id,
    note: no.note,
  });
  scene.clock.now += DENIED_MS;
  expect(await pending()).not.toBe(id);
});

test("what nobody decided in time cannot be decided, and what nobody used in time is gone", async () => {
  const late = await pending();
  scene.clock.now += DECIDE_MS;
  expect(await code(approve(late))).toBe("approval_over");
  const id = await pending();
  expect(id).not.toBe(late);
  await approve(id);
  scene.clock.now += USE_MS;
  expect(await pending()).not.toBe(id);
  const ended = (await scene.events()).filter(
    (e) => e.type === "approval.expired" && e.data.arguments === digest,
  );
  expect(ended.map(({ data }) => data.was)).toEqual(["pending", "approved"]);
});

test("it is decided once, whoever comes second", async () => {
  const id = await pending();
  const [owner, admin] = [scene.person("usr_owner", "owner"), scene.person("usr_admin", "admin")];
  const words = await Promise.all([
    code(scene.approvals.decide(owner, id, yes, "r")),
    code(scene.approvals.decide(admin, id, no, "r")),
    code(scene.approvals.decide(admin, id, yes, "r")),
  ]);
  expect(words.toSorted()).toEqual(["approval_over", "approval_over", "ok"]);
  expect(await code(approve(id))).toBe("approval_over");
});

test("no token decides, not even that of an owner, nor the agent itself", async () => {
  const id = await pending();
  const owner = scene.person("usr_owner", "owner");
  for (const via of ["api_token", "oauth", "system"] as const)
    expect(await code(approve(id, { ...owner, via }))).toBe("forbidden");
  expect(await code(approve(id, scene.agent()))).toBe("forbidden");
});

test("members decide about their own connector and see nothing of others", async () => {
  const shared = await pending();
  const own = await pending({ connectorId: "con_mia" }, scene.agent("tok_1", { userId: "usr_mia" }));
  const [mia, zoe] = [scene.person("usr_mia"), scene.person("usr_zoe")];
  expect(await code(approve(shared, mia))).toBe("not_found");
  expect(await code(approve(own, zoe))).toBe("not_found");
  expect(await scene.approvals.counts(mia)).toEqual({ toDecide: 1, mine: 1 });
  expect(await scene.approvals.counts(zoe)).toEqual({ toDecide: 0, mine: 0 });
  const list = (who = mia) => scene.approvals.list(who, { mine: false, pageSize: 10 });
  expect((await list()).approvals.map(({ id }) => id)).toEqual([own]);
  expect((await list(zoe)).approvals).toEqual([]);
  expect((await approve(own, mia)).state).toBe("approved");
});

test("with four eyes neither whom the agent acts for nor who made its token approves, and not by cancelling either", async () => {
  const id = await pending(
    { fourEyes: true, connectorId: "con_mia" },
    scene.agent("tok_1", { userId: "usr_mia" }),
  );
  expect(await code(approve(id, scene.person("usr_mia")))).toBe("approval_four_eyes");
  expect(await code(approve(id, scene.person("usr_owner", "owner")))).toBe("approval_four_eyes");
  expect(await scene.approvals.counts(scene.person("usr_owner", "owner"))).toMatchObject({ toDecide: 0 });
  expect((await approve(id, scene.person("usr_admin", "admin"))).state).toBe("approved");
});

test("where two must approve one is not enough, nor the same one twice, nor one who has lost the role", async () => {
  const { members } = { members: scene.database.system.tables.member };
  const setRole = (userId: string, role: "admin" | "member") =>
    members.updateMany({ where: { userId }, data: { role } });
  const id = await pending({ approvers: 2 });
  const admin = scene.person("usr_admin", "admin");
  expect(await approve(id, admin)).toMatchObject({ state: "pending", why: "already", mayDecide: false });
  expect(await code(approve(id, admin))).toBe("approval_over");
  expect((await scene.approvals.claim(scene.agent(), ask())).state).toBe("pending");
  await setRole("usr_admin", "member");
  expect((await approve(id)).state).toBe("pending"); // the first has lost the role meanwhile
  await setRole("usr_admin", "admin");
  expect((await approve(id, admin)).state).toBe("approved");
});

test("a word given before the rule wanted another person, or one more, is not enough any more", async () => {
  const id = await pending();
  await approve(id);
  const stricter = await pending({ fourEyes: true });
  expect(stricter).not.toBe(id);
  await approve(stricter, scene.person("usr_admin", "admin"));
  const two = await pending({ fourEyes: true, approvers: 2 });
  expect(two).not.toBe(stricter);
  expect((await scene.approvals.claim(scene.agent(), ask())).id).toBe(two); // more than the rule wants does no harm
  const ended = (await scene.events()).filter(
    (e) => e.type === "approval.expired" && e.data.arguments === digest,
  );
  expect(ended.map(({ data }) => data.was)).toEqual(["approved", "approved"]);
});

test("arguments are sealed in the database, shown to who may decide, and gone with the decision", async () => {
  const id = await pending();
  const { rows } = await scene.database.system.query(
    "SELECT to_jsonb(a)::text AS row, sealed FROM approvals a",
  );
  const [kept] = rows as [{ row: string; sealed: Buffer }];
  expect(kept.row + kept.sealed.toString("latin1")).not.toContain("canary-body");
  const owner = scene.person("usr_owner", "owner");
  expect((await scene.approvals.get(owner, id)).args?.map(({ text }) => text)).toContain("canary-body");
  const auditor = {
    ...scene.person("usr_zoe", "auditor"),
    permissions: new Set(["workspace.read"] as const),
  };
  const seen = await scene.approvals.get(auditor, id);
  expect(seen).toMatchObject({ args: undefined, mayDecide: false, why: "role" });
  await approve(id);
  const { rows: after } = await scene.database.system.query("SELECT sealed, key_id FROM approvals");
  expect(after).toEqual([{ sealed: null, key_id: null }]);
  expect((await scene.approvals.get(owner, id)).args).toBeUndefined();
});

test("nobody approves what cannot be shown", async () => {
  const id = await pending();
  await scene.database.system.query("UPDATE approvals SET sealed = 'broken'::bytea");
  expect(await code(approve(id))).toBe("key_unknown");
  expect(await code(scene.approvals.decide(scene.person("usr_owner", "owner"), id, no, "r"))).toBe("ok");
});

test("a revocation ends what was asked for and what was approved before it", async () => {
  const { tables } = scene.database.system;
  const [asked, approved] = [await pending(), await pending({ digest: `${digest}b` })];
  await approve(approved);
  await tables.connector.updateMany({ where: { id: "con_1" }, data: { epoch: { increment: 1 } } });
  try {
    expect(await code(approve(asked))).toBe("approval_over");
    const after = await scene.approvals.claim(scene.agent(), ask({ digest: `${digest}b`, epoch: 1 }));
    expect(after.state).toBe("pending");
    expect(await scene.approvals.sweep()).toBe(2);
    const { rows } = await scene.database.system.query(
      "SELECT sealed FROM approvals WHERE state = 'expired'",
    );
    expect(rows).toEqual([{ sealed: null }, { sealed: null }]);
  } finally {
    await tables.connector.updateMany({ where: { id: "con_1" }, data: { epoch: 0 } });
  }
});

test("a flood stops at twenty, however many come at once, and leaves others alone", async () => {
  const many = Array.from({ length: 60 }, (_, i) =>
    scene.approvals.claim(scene.agent(), ask({ digest: `flood ${i}` })),
  );
  const settled = await Promise.allSettled(many);
  const refused = settled.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
  expect(new Set(refused)).toEqual(new Set(["too_many_approvals"]));
  expect(refused).toHaveLength(60 - MOST_PENDING);
  await pending({}, scene.agent("tok_1", { userId: "usr_mia" }));
  scene.clock.now += DECIDE_MS;
  await pending();
});

test("a waiting call hears of the word at once", async () => {
  const id = await pending();
  const waiting = scene.approvals.wait(scene.agent(), id, new AbortController().signal, 20_000);
  const began = performance.now();
  await approve(id);
  expect(await waiting).toBe("approved");
  expect(performance.now() - began).toBeLessThan(3_000);
  const other = await pending({ digest: `${digest}b` });
  const denied = scene.approvals.wait(scene.agent(), other, new AbortController().signal, 20_000);
  await scene.approvals.decide(scene.person("usr_owner", "owner"), other, no, "r");
  expect(await denied).toBe("denied");
});

test("waiting ends with its time, its signal and a cancelled request, and is for who asked alone", async () => {
  const id = await pending();
  const never = new AbortController().signal;
  expect(await scene.approvals.wait(scene.agent(), id, never, 50)).toBe("pending");
  const gone = new AbortController();
  const waiting = scene.approvals.wait(scene.agent(), id, gone.signal, 20_000);
  gone.abort();
  expect(await waiting).toBe("pending");
  expect(await code(scene.approvals.wait(scene.agent("tok_2"), id, never, 50))).toBe("not_found");
  expect(await code(scene.approvals.wait(scene.agent(), "apr_nothing", never, 50))).toBe("not_found");
  const mias = scene.agent("tok_1", { userId: "usr_mia" });
  const own = await pending({}, mias);
  const cancelled = scene.approvals.wait(mias, own, never, 20_000);
  expect(await code(scene.approvals.cancel(scene.person("usr_zoe"), own, "r"))).toBe("not_found");
  expect((await scene.approvals.cancel(scene.person("usr_mia"), own, "r")).state).toBe("cancelled");
  expect(await cancelled).toBe("pending");
});

test("what was approved by mistake is taken back before it is used, and not after", async () => {
  const [id, used] = [await pending(), await pending({ digest: `${digest}b` })];
  await approve(id);
  await approve(used);
  await scene.approvals.claim(scene.agent(), ask({ digest: `${digest}b` }));
  const admin = scene.person("usr_admin", "admin");
  expect((await scene.approvals.cancel(admin, id, "r")).state).toBe("cancelled");
  expect((await scene.approvals.claim(scene.agent(), ask())).state).toBe("pending");
  expect(await code(scene.approvals.cancel(admin, used, "r"))).toBe("approval_over");
});

test("another workspace has nothing of it", async () => {
  const id = await pending();
  const stranger = { ...scene.person("usr_owner", "owner"), workspaceId: "wsp_2" };
  expect(await code(scene.approvals.get(stranger, id))).toBe("not_found");
  expect(await code(approve(id, stranger))).toBe("not_found");
  expect((await scene.approvals.list(stranger, { mine: false, pageSize: 10 })).approvals).toEqual([]);
  expect(await scene.approvals.counts(stranger)).toEqual({ toDecide: 0, mine: 0 });
});

test("the list is paged, newest first, and by the state as it is now", async () => {
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) {
    ids.unshift(await pending({ digest: `${digest} ${i}` }));
    scene.clock.now += i % 2; // some at the same time
  }
  await approve(ids[0] ?? "");
  const owner = scene.person("usr_owner", "owner");
  const walk = async (state?: "pending") => {
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const page = await scene.approvals.list(owner, { state, mine: false, pageSize: 2, before });
      seen.push(...page.approvals.map(({ id }) => id));
      before = page.next;
    } while (before);
    return seen;
  };
  expect((await walk()).toSorted()).toEqual(ids.toSorted());
  expect((await walk("pending")).toSorted()).toEqual(ids.slice(1).toSorted());
  expect((await scene.approvals.list(owner, { mine: true, pageSize: 9 })).approvals).toEqual([]);
  scene.clock.now += DECIDE_MS;
  expect(await walk("pending")).toEqual([]);
});

test("the sweep ends what ran out, with a row in the log, and forgets what is a month old", async () => {
  const id = await pending();
  scene.clock.now += DECIDE_MS;
  expect(await scene.approvals.sweep()).toBe(1);
  expect(await scene.approvals.sweep()).toBe(0);
  expect((await scene.approvals.get(scene.person("usr_owner", "owner"), id)).state).toBe("expired");
  scene.clock.now += KEEP_MS;
  await scene.approvals.sweep();
  expect(await code(scene.approvals.get(scene.person("usr_owner", "owner"), id))).toBe("not_found");
});

test("each step is on the record, with digests and without content", async () => {
  const id = await pending();
  await approve(id);
  await scene.approvals.claim(scene.agent(), ask());
  const rows = (await scene.events()).filter(({ data }) => data.arguments === digest);
  expect(rows.map(({ type, actor_id }) => `${type} ${actor_id}`)).toEqual([
    "approval.requested agt_1",
    "approval.approved usr_owner",
    "approval.used agt_1",
  ]);
  expect(JSON.stringify(await scene.events())).not.toMatch(/canary-body|eve@else|Not to outsiders/);
});
