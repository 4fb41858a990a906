import { expect, test } from "vitest";
import type { AuditRow } from "../db/index.ts";
import { canonicalBytes, link, linkHash, verifyChain } from "./chain.ts";
import { hex } from "./row.ts";
import { chainOf, headOf } from "./testing.ts";

const rows = chainOf(20);
const row = (seq: number) => rows[seq - 1]!;
const check = (chain: AuditRow[], head = headOf(rows)) => verifyChain("wsp_1", chain, head);
/** The chain with row `seq` changed. */
const changed = (seq: number, change: Partial<AuditRow>) =>
  rows.map((one) => (one.seq === BigInt(seq) ? { ...one, ...change } : one));

test("a chain that nobody touched is intact", () => {
  expect(check(rows)).toBeUndefined();
});

test("the format does not drift", () => {
  const [first, second] = chainOf(2);
  expect(canonicalBytes(first!).toString()).toMatchInlineSnapshot(
    `"{"actor":{"id":"agt_1","kind":"agent","label":"Inbox agent"},"at":"2026-11-21T07:30:00.000Z","data":{"arguments":"sha256:abababababababababababababababababababababababababababababababab","call":"call_1","code":null,"connector":"google_workspace","duration_ms":12.5,"effect":"read","grant":"grt_1","server":"gmail","tool":"gmail_search"},"id":"evt_1","outcome":"ok","request_id":"req_1","seq":1,"target":{"id":"con_1","kind":"connector","label":"google_workspace"},"type":"tool.call"}"`,
  );
  expect(hex(first!.prevHash)).toBe("00".repeat(32));
  expect(hex(first!.hash)).toMatchInlineSnapshot(
    `"f52fdd40982004f71c8357516a00a3fcc93af75c5c22a244fa9c336c7ed5a275"`,
  );
  expect(hex(second!.hash)).toMatchInlineSnapshot(
    `"d5248c072a229b464995ed76d6b5fa3a5422fb393cb65a581b9e731b7a5bb33e"`,
  );
});

test.each<[keyof AuditRow, Partial<AuditRow>]>([
  ["id", { id: "evt_other" }],
  ["at", { at: new Date(0) }],
  ["type", { type: "tool.refused" }],
  ["actorKind", { actorKind: "user" }],
  ["actorId", { actorId: "agt_2" }],
  ["actorLabel", { actorLabel: null }],
  ["targetKind", { targetKind: null }],
  ["targetId", { targetId: "con_2" }],
  ["targetLabel", { targetLabel: "slack_ops" }],
  ["outcome", { outcome: "failed" }],
  ["requestId", { requestId: null }],
  ["data", { data: { ...(row(7).data as object), duration_ms: 12 } }],
  ["data", { data: { ...(row(7).data as object), added: true } }],
  ["hash", { hash: Buffer.alloc(32, 1) }],
  ["hash", { hash: row(7).hash.subarray(0, 31) }],
])("a changed %s shows at its row", (_column, change) => {
  expect(check(changed(7, change))).toEqual({ seq: 7n, reason: "hash does not match its content" });
});

test("a changed prev_hash, workspace or sequence shows at its row", () => {
  expect(check(changed(7, { prevHash: Buffer.alloc(32) }))).toEqual({
    seq: 7n,
    reason: "prev_hash does not match the row before",
  });
  expect(check(changed(7, { prevHash: row(6).hash.subarray(0, 16) }))?.seq).toBe(7n);
  expect(check(changed(7, { workspaceId: "wsp_2" }))?.reason).toBe("the row belongs to another workspace");
  expect(check(changed(7, { seq: 70n }))?.reason).toBe("sequence jumps from 6 to 70");
});

test("a row changed together with its hash shows at the next row", () => {
  const forged = { ...row(7), outcome: "failed" };
  expect(check(changed(7, { ...forged, hash: linkHash(forged) }))).toEqual({
    seq: 8n,
    reason: "prev_hash does not match the row before",
  });
});

test("a missing row shows", () => {
  expect(check(rows.toSpliced(12, 1))).toEqual({ seq: 14n, reason: "sequence jumps from 12 to 14" });
  expect(check(rows.slice(1))).toEqual({ seq: 2n, reason: "sequence starts at 2 instead of 1" });
});

test("swapped and repeated rows show", () => {
  expect(check(rows.with(4, row(6)).with(5, row(5)))?.reason).toBe("sequence jumps from 4 to 6");
  const swapped = rows.with(4, { ...row(6), seq: 5n }).with(5, { ...row(5), seq: 6n });
  expect(check(swapped)).toEqual({ seq: 5n, reason: "prev_hash does not match the row before" });
  expect(check(rows.toSpliced(5, 0, row(5)))?.reason).toBe("sequence goes back from 5 to 5");
});

test("an inserted row shows, even when it links correctly", () => {
  const [inserted] = link(row(10), [{ ...row(10), id: "evt_inserted" }]);
  const shifted = rows.slice(10).map((one) => ({ ...one, seq: one.seq + 1n }));
  expect(check([...rows.slice(0, 10), inserted!, ...shifted])?.seq).toBe(12n);
});

test("a tail that was cut off shows against the head", () => {
  expect(check(rows.slice(0, 19))).toEqual({ seq: 20n, reason: "head says 20, last row is 19" });
  expect(check([])).toEqual({ seq: 1n, reason: "head says 20, last row is none" });
});

test("rows beyond the head, and a head of another chain, show", () => {
  expect(check(rows, row(19))).toEqual({ seq: 20n, reason: "head says 19, last row is 20" });
  expect(verifyChain("wsp_1", rows, undefined)?.reason).toBe("head says nothing, last row is 20");
  expect(check(rows, { seq: 20n, hash: Buffer.alloc(32) })?.reason).toBe("head hash does not match row 20");
});

test("a chain does not fit another workspace", () => {
  const moved = rows.map((one) => ({ ...one, workspaceId: "wsp_2" }));
  expect(verifyChain("wsp_2", moved, headOf(rows))).toEqual({
    seq: 1n,
    reason: "hash does not match its content",
  });
});
