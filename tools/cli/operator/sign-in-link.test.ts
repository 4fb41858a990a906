import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAudit, queryAudit } from "../../../gateway/audit/index.ts";
import { openDatabase } from "../../../gateway/db/index.ts";
import { openIdentity } from "../../../gateway/identity/index.ts";
import { openLog } from "../../../gateway/log.ts";
import { openOperator, socketOf } from "../../../gateway/operator.ts";
import { loadKeys } from "../../../gateway/vault/index.ts";
import { noGrants, runCommand } from "../../../test/support/command.ts";
import { run } from "../run.ts";

const directory = mkdtempSync(join(tmpdir(), "valetkey-link-"));
const dataDir = join(directory, "data");
const cookieKeys = [{ id: "k1", key: randomBytes(32) }];
const publicUrl = "http://localhost:8787";

type Gateway = Awaited<ReturnType<typeof opened>>;

async function opened() {
  const database = await openDatabase({ dataDir });
  const identity = openIdentity({ ...database, cookieKeys, clock: Date.now });
  const audit = openAudit({ db: database.db, clock: Date.now, log: console });
  const log = openLog("silent");
  const close = async () => {
    await audit.close();
    await database.close();
  };
  const keys = await loadKeys({ vaultKeys: undefined, dataDir, embedded: true });
  return { database, identity, audit, log, keys, close };
}

/** A gateway's rooms on the directory, closed again whatever happens. */
async function withGateway(work: (gateway: Gateway) => Promise<unknown>): Promise<void> {
  const gateway = await opened();
  await work(gateway).finally(() => gateway.close());
}

beforeAll(() =>
  withGateway(({ identity }) =>
    identity.people.bootstrap({ workspaceName: "Acme", ownerEmail: "owner@acme.test" }),
  ),
);
afterAll(() => rmSync(directory, { recursive: true }));

const tool = (...argv: string[]) => runCommand(run, dataDir, ["sign-in-link", ...argv]);

/** Signs in with the printed link. */
async function redeem({ identity }: Gateway, url: string) {
  const [, token = ""] = url.trim().split("/sign-in#");
  return (await identity.sessions.redeem(token)).signedIn;
}

test("with the gateway stopped it opens the database itself, and the link signs in", async () => {
  const { code, out, err } = await tool("--email", "Owner@Acme.test");
  expect({ code, err }).toEqual({
    code: 0,
    err: "For Owner@Acme.test in the workspace acme; it works once, within 15 minutes:\n",
  });
  expect(out).toMatch(/^http:\/\/localhost:8787\/sign-in#vo_\w+\n$/);
  await withGateway(async (gateway) => {
    const { user, principal } = await redeem(gateway, out);
    expect(user.email).toBe("owner@acme.test");
    const { events } = await queryAudit(gateway.database.db, principal, {
      page_size: 10,
      direction: "older",
    });
    expect(events[0]).toMatchObject({
      type: "sign_in_link.created",
      actor: { kind: "system", label: "operator" },
      target: { kind: "member", label: "owner@acme.test" },
    });
  });
});

test("with the gateway running it asks it over its socket, which nobody else can open", () =>
  withGateway(async (gateway) => {
    const operator = await openOperator({ ...gateway, grants: noGrants, publicUrl, directory: dataDir });
    expect(statSync(socketOf(dataDir)).mode & 0o777).toBe(0o600);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    const { code, out } = await tool("--email", "owner@acme.test", "--workspace", "acme");
    expect(code).toBe(0);
    expect((await redeem(gateway, out)).workspace.slug).toBe("acme");
    expect(await tool("--email", "nobody@acme.test")).toEqual({
      code: 1,
      out: "",
      err: "nobody@acme.test is not a member.\n",
    });
    expect((await tool("--email", "not an address")).code).toBe(2);
    await operator.close();
    expect(existsSync(socketOf(dataDir))).toBe(false);
    const alone = await tool("--email", "owner@acme.test");
    expect(alone.code).toBe(6);
    expect(alone.err).toContain("is in use by process");
  }));

test("a person of several workspaces must name one", async () => {
  await withGateway(async ({ database }) => {
    const { tables } = database.system;
    const member = await tables.member.findFirstOrThrow();
    await tables.workspace.create({ data: { id: "wsp_second", slug: "second", name: "Second" } });
    await tables.member.create({ data: { workspaceId: "wsp_second", userId: member.userId, role: "owner" } });
  });
  expect((await tool("--email", "owner@acme.test")).err).toBe(
    "owner@acme.test is in several workspaces; name one: acme, second.\n",
  );
  expect((await tool("--email", "owner@acme.test", "--workspace", "second")).code).toBe(0);
  expect((await tool("--email", "owner@acme.test", "--workspace", "third")).err).toContain(
    "is not a member of",
  );
});

test("a wrong call makes nothing", async () => {
  expect((await tool()).err).toContain("'--email <address>' not specified");
  const empty = await tool("--email", "owner@acme.test", "--data-dir", join(directory, "none"));
  expect(empty).toMatchObject({ code: 5, err: expect.stringContaining("There is no database") });
  expect(existsSync(join(directory, "none"))).toBe(false);
});
