import { randomBytes } from "node:crypto";
import { openTestDatabase } from "../../../test/support/database.ts";
import { openAudit } from "../../audit/index.ts";
import type { Principal, Role } from "../../context.ts";
import { openLog } from "../../log.ts";
import { openApprovals } from "./open.ts";
import type { Ask } from "./types.ts";

const W = "wsp_1";

/** What the tests of this room share: a workspace with people, an agent, two tokens of it and a connector. */
export async function openScene() {
  const database = await openTestDatabase();
  const { db, system } = database;
  const clock = { now: Date.UTC(2026, 10, 21, 12) };
  const log = openLog("silent");
  const audit = openAudit({ db, clock: () => clock.now, log });
  const t = system.tables;
  await t.workspace.create({ data: { id: W, slug: "acme", name: "Acme" } });
  for (const [id, role] of [
    ["usr_owner", "owner"],
    ["usr_admin", "admin"],
    ["usr_mia", "member"],
    ["usr_zoe", "member"],
  ] as const) {
    await t.user.create({ data: { id, email: `${id}@acme.test`, name: id.slice(4) } });
    await t.member.create({ data: { workspaceId: W, userId: id, role } });
  }
  await t.agent.create({
    data: { workspaceId: W, id: "agt_1", slug: "a", name: "Sorter", createdBy: "usr_owner" },
  });
  for (const id of ["tok_1", "tok_2"]) {
    const data = {
      workspaceId: W,
      id,
      hash: new Uint8Array(randomBytes(32)),
      name: id,
      createdBy: "usr_owner",
    };
    await t.apiToken.create({ data: { ...data, agentId: "agt_1" } });
  }
  for (const [id, kind, ownerId] of [
    ["con_1", "shared", null],
    ["con_mia", "personal", "usr_mia"],
  ] as const) {
    const account = { accountId: id, accountLabel: `${id}@acme.test` };
    const data = { workspaceId: W, id, slug: id, name: id, provider: "google", kind, ownerId, ...account };
    await t.connector.create({ data: { ...data, createdBy: "usr_owner" } });
  }
  const principal = (more: object) =>
    ({
      workspaceId: W,
      permissions: new Set(),
      role: undefined,
      userId: undefined,
      agentId: undefined,
      clientId: undefined,
      ...more,
    }) as unknown as Principal;
  const keys = [{ id: "k1", key: randomBytes(32) }];
  const approvals = openApprovals({
    db,
    system,
    audit,
    keys,
    publicUrl: "https://gateway.test",
    clock: () => clock.now,
    systemPrincipal: (workspaceId, job) =>
      principal({ workspaceId, kind: "system", id: job, label: job, via: "system" }),
  });
  const ask = (more: Partial<Ask> = {}): Ask => ({
    server: "gmail",
    tool: "gmail_send_message",
    connectorId: "con_1",
    connectorSlug: "con_1",
    epoch: 0,
    digest: "hmac-sha256:1",
    args: { to: ["eve@else.test"], body: "canary-body" },
    reason: "Mail asks.",
    fourEyes: false,
    requestId: "req_1",
    ...more,
  });
  return {
    database,
    approvals,
    keys,
    clock,
    ask,
    agent: (token = "tok_1", more: object = {}) =>
      principal({
        kind: "agent",
        id: "agt_1",
        agentId: "agt_1",
        label: "Sorter",
        via: "api_token",
        credentialId: token,
        ...more,
      }),
    person: (id: string, role: Role = "member") =>
      principal({
        kind: "user",
        id,
        userId: id,
        label: id,
        role,
        via: "session",
        credentialId: "ses_1",
        permissions: new Set(
          role === "owner" || role === "admin" ? ["connectors.manage", "workspace.read"] : [],
        ),
      }),
    async events() {
      await audit.flush();
      const { rows } = await system.query("SELECT type, actor_id, data FROM audit_events ORDER BY seq");
      return rows as { type: string; actor_id: string; data: Record<string, unknown> }[];
    },
    async close() {
      await audit.close();
      await database.close();
    },
  };
}
export type Scene = Awaited<ReturnType<typeof openScene>>;
