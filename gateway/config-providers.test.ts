import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadConfig } from "./config.ts";

const folder = mkdtempSync(join(tmpdir(), "valetkey-config-"));
const PROVIDERS_FILE = join(folder, "providers.json");
afterAll(() => rmSync(folder, { recursive: true }));

const acme = {
  id: "acme_id",
  title: "Acme",
  description: "People of Acme.",
  issuer: "https://id.acme.test",
  discovery: true,
  identity_scopes: ["openid"],
};
const load = (content: unknown, env: Record<string, string> = {}) => {
  writeFileSync(PROVIDERS_FILE, typeof content === "string" ? content : JSON.stringify(content));
  return loadConfig({ PROVIDERS_FILE, ...env });
};

describe("PROVIDERS_FILE", () => {
  test("is not needed", () => {
    expect(loadConfig({}).config.providers).toEqual([]);
    expect(loadConfig({ PROVIDERS_FILE: " " }).config.providers).toEqual([]);
  });

  test("gives every provider it defines a client of its own", () => {
    const env = {
      ACME_ID_CLIENT_ID: "one",
      ACME_ID_CLIENT_SECRET: "s3cret",
      TRACKER_CLIENT_ID: "two",
      TRACKER_CLIENT_SECRET: "s3cret",
      TRACKER_REDIRECT_URI: "https://keys.acme.test/back",
      OTHER_CLIENT_ID: "three",
    };
    const { config, secrets } = load([acme, { ...acme, id: "tracker" }], env);
    expect(config.providers.map(({ id }) => id)).toEqual(["acme_id", "tracker"]);
    expect(secrets.apps).toMatchObject([
      { provider: "acme_id", id: "one", redirectUri: "http://localhost:8787/integrations/acme_id/callback" },
      { provider: "tracker", id: "two", redirectUri: "https://keys.acme.test/back" },
    ]);
    expect(JSON.stringify({ config, secrets })).not.toContain("s3cret");
  });

  test.each<[string, unknown, Record<string, string>, RegExp]>([
    ["no JSON", "{", {}, /^PROVIDERS_FILE is not valid: the file: is not JSON$/],
    [
      "a field that is wrong",
      [{ ...acme, pkce: "plain" }],
      {},
      /^PROVIDERS_FILE is not valid: entry 1 \(acme_id\), field pkce: /,
    ],
    ["too much", `["${"x".repeat(1024 * 1024)}"]`, {}, /^PROVIDERS_FILE is larger than 1 MB$/],
    ["a folder", [], { PROVIDERS_FILE: folder }, /^PROVIDERS_FILE cannot be read \(EISDIR\)$/],
    [
      "nothing there",
      [],
      { PROVIDERS_FILE: join(folder, "no") },
      /^PROVIDERS_FILE cannot be read \(ENOENT\)$/,
    ],
    ["half a client", [acme], { ACME_ID_CLIENT_SECRET: "s3cret" }, /^ACME_ID_CLIENT_ID is missing/],
    [
      "a redirect in the clear",
      [acme],
      { ACME_ID_CLIENT_ID: "x", ACME_ID_CLIENT_SECRET: "y", ACME_ID_REDIRECT_URI: "http://keys.acme.test/" },
      /^ACME_ID_REDIRECT_URI must be https/,
    ],
  ])("stops the start with one line: %s", (_, content, env, line) => {
    expect(() => load(content, env)).toThrow(
      expect.objectContaining({ name: "ConfigError", message: expect.stringMatching(line) }),
    );
  });
});
