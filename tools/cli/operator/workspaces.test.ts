import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type App, createApp } from "../../../gateway/app.ts";
import { loadConfig } from "../../../gateway/config.ts";
import { openLog } from "../../../gateway/log.ts";
import { openOperator } from "../../../gateway/operator.ts";
import { runCommand } from "../../../test/support/command.ts";
import { run } from "../run.ts";

const directory = mkdtempSync(join(tmpdir(), "valetkey-workspace-"));
const dataDir = join(directory, "data");
const { config, secrets } = loadConfig({ DATA_DIR: dataDir });

/** A gateway without a door. */
async function withApp<T>(work: (app: App) => Promise<T>): Promise<T> {
  const app = await createApp({ config, secrets, jobs: false, log: openLog("silent") });
  return work(app).finally(() => app.close());
}

beforeAll(() =>
  withApp((app) => app.identity.people.bootstrap({ workspaceName: "Acme", ownerEmail: "owner@acme.test" })),
);
afterAll(() => rmSync(directory, { recursive: true }));

const tool = (...argv: string[]) => runCommand(run, dataDir, ["workspaces", ...argv]);
const redeem = async (app: App, url: string) =>
  (await app.identity.sessions.redeem(url.trim().split("#")[1] ?? "")).signedIn;

test("with the gateway stopped it opens the database itself", async () => {
  const { code, out, err } = await tool("create", "--name", "Umbrella Ltd", "--owner", "Eve@umbrella.test");
  expect({ code, err }).toEqual({
    code: 0,
    err: expect.stringMatching(
      /^Workspace umbrella_ltd \(wsp_\w+\)\. For Eve@umbrella\.test; it works once, within 15 minutes:\n$/,
    ),
  });
  await withApp(async (app) => {
    const signedIn = await redeem(app, out);
    expect(signedIn).toMatchObject({
      user: { email: "eve@umbrella.test" },
      role: "owner",
      method: "operator",
      workspace: { slug: "umbrella_ltd", name: "Umbrella Ltd" },
    });
  });
  const list = await tool("list");
  expect(list.out).toMatch(
    /^slug\tid\t.*\nacme\twsp_\w+\t1\t[^\t]+\t-\tAcme\numbrella_ltd\twsp_\w+\t1\t[^\t]+\t-\tUmbrella Ltd\n$/,
  );
});

test("with the gateway running it asks it over its socket", () =>
  withApp(async (app) => {
    const operator = await openOperator({ ...app, publicUrl: config.publicUrl, directory: dataDir });
    const { code, out } = await tool(
      "create",
      "--name",
      "Third",
      "--slug",
      "third-one",
      "--owner",
      "owner@acme.test",
    );
    expect(code).toBe(0);
    const signedIn = await redeem(app, out);
    const reachable = await app.identity.sessions.workspacesOf(signedIn);
    expect(reachable.map((w) => w.slug)).toEqual(["acme", "third-one"]);

    expect(
      await tool("create", "--name", "Again", "--slug", "third-one", "--owner", "x@acme.test"),
    ).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringMatching(/There is a workspace third-one already/),
    });
    const unsure = await tool("delete", "third-one");
    expect(unsure).toMatchObject({
      code: 1,
      err: expect.stringMatching(/confirm with its slug: --confirm third-one/),
    });
    const deleted = await tool("delete", "third-one", "--confirm", "third-one");
    expect(deleted.out).toMatch(
      /^Deleted third-one \(wsp_\w+\): 1 members are signed out, 0 tokens and 0 grants have ended\.\n$/,
    );
    expect(deleted.err).toMatch(/valetkey audit export --local --workspace wsp_/);
    const { workspaces } = JSON.parse((await tool("list", "--json")).out);
    expect(workspaces.at(-1)).toMatchObject({
      slug: expect.stringMatching(/^third-one_deleted_/),
      deleted_at: expect.any(String),
    });
    await operator.close();
  }));

test("stopped again, the only one that is left stays", async () => {
  expect((await tool("delete", "umbrella_ltd", "--confirm", "umbrella_ltd")).code).toBe(0);
  expect(await tool("delete", "acme", "--confirm", "acme")).toMatchObject({
    code: 1,
    err: expect.stringMatching(/only workspace.*\(conflict\)/),
  });
});

describe("a wrong call", () => {
  test("explains itself and makes nothing", async () => {
    for (const argv of [
      [],
      ["list", "more"],
      ["create"],
      ["create", "--name", "x"],
      ["delete"],
      ["burn", "acme"],
      ["list", "--what"],
    ])
      expect(await tool(...argv)).toMatchObject({
        code: 2,
        err: expect.stringMatching(/Usage:|--help/),
      });
    expect((await tool("delete", "nowhere", "--confirm", "nowhere")).err).toContain(
      "There is no workspace nowhere",
    );
    const bad = await tool("create", "--name", "Bad", "--slug", "No Slug", "--owner", "x@acme.test");
    expect(bad).toMatchObject({ code: 1, err: expect.stringMatching(/A slug is/) });
    const none = join(directory, "none");
    expect((await tool("list", "--data-dir", none)).err).toContain("There is no database");
    expect(existsSync(none)).toBe(false);
  });
});
