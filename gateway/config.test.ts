import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { ConfigError, loadConfig } from "./config.ts";

const client = { GOOGLE_CLIENT_ID: "id.apps.googleusercontent.com", GOOGLE_CLIENT_SECRET: "GOCSPX-a-secret" };

/** The one line that a person sees. */
function refusalOf(env: Record<string, string>): string {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "accepted";
}

describe("defaults", () => {
  test("an empty environment is a gateway on localhost", () => {
    const { config, secrets } = loadConfig({});
    expect(config).toMatchObject({
      databaseUrl: undefined,
      dataDir: "./data",
      publicUrl: "http://localhost:8787",
      host: "127.0.0.1",
      port: 8787,
      logLevel: "info",
      allowedHosts: [],
      embedOrigins: [],
      trustProxy: 0,
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect(secrets.vaultKeys).toBeUndefined();
    expect(secrets.apps).toEqual([]);
  });

  test("what is blank counts as not set", () => {
    expect(loadConfig({ PORT: " ", PUBLIC_URL: "", DATABASE_URL: "  ", VAULT_KEYS: "" })).toEqual(
      loadConfig({}),
    );
  });

  test("values are taken over", () => {
    const { config, secrets } = loadConfig({
      PORT: "9000",
      HOST: "0.0.0.0",
      PUBLIC_URL: "https://keys.acme.test/",
      DATABASE_URL: "postgresql://u@db/valetkey",
      ALLOWED_HOSTS: "Gateway.internal, ,10.0.0.7",
      EMBED_ORIGINS: "https://app.acme.test, ,http://localhost:3000",
      TRUST_PROXY: "1",
      LOG_LEVEL: "trace",
      ...client,
    });
    expect(config).toMatchObject({
      port: 9000,
      publicUrl: "https://keys.acme.test",
      allowedHosts: ["gateway.internal", "10.0.0.7"],
      embedOrigins: ["https://app.acme.test", "http://localhost:3000"],
      trustProxy: 1,
    });
    expect(secrets.apps[0]?.redirectUri).toBe("https://keys.acme.test/integrations/google/callback");
  });

  test("a redirect address of one's own is taken as it is", () => {
    const GOOGLE_REDIRECT_URI = "https://old.acme.test/oauth/back?x=1";
    expect(loadConfig({ ...client, GOOGLE_REDIRECT_URI }).secrets.apps[0]?.redirectUri).toBe(
      GOOGLE_REDIRECT_URI,
    );
  });
});

describe("a bad value stops the start with one line that names the variable", () => {
  const BAD: [variable: string, value: string][] = [
    ["PORT", "http"],
    ["PORT", "-1"],
    ["PORT", "65536"],
    ["PORT", "80.5"],
    ["EMBED_ORIGINS", "*"],
    ["EMBED_ORIGINS", "null"],
    ["EMBED_ORIGINS", "http://app.acme.test"],
    ["EMBED_ORIGINS", "https://app.acme.test/"],
    ["EMBED_ORIGINS", "https://*.acme.test"],
    ["EMBED_ORIGINS", "https://app.acme.test, app.acme.test"],
    ["PUBLIC_URL", "keys.acme.test"],
    ["PUBLIC_URL", "ftp://keys.acme.test"],
    ["PUBLIC_URL", "javascript:alert(1)"],
    ["PUBLIC_URL", "https://keys.acme.test/app"],
    ["PUBLIC_URL", "https://keys.acme.test/?a=b"],
    ["PUBLIC_URL", "https://keys.acme.test/#a"],
    ["PUBLIC_URL", "http://keys.acme.test"],
    ["PUBLIC_URL", "http://localhost.evil.test"],
    ["PUBLIC_URL", "http://0.0.0.0:8787"],
    ["PUBLIC_URL", "http://192.168.1.5:8787"],
    ["DATABASE_URL", "mysql://u@db/x"],
    ["DATABASE_URL", "db.internal"],
    ["LOG_LEVEL", "verbose"],
    ["WORKSPACE_NAME", "x".repeat(81)],
    ["OWNER_EMAIL", "owner"],
    ["TRUST_PROXY", "yes"],
    ["TRUST_PROXY", "-1"],
    ["TRUST_PROXY", "11"],
    ["GOOGLE_REDIRECT_URI", "/integrations/google/callback"],
    ["GOOGLE_REDIRECT_URI", "javascript:alert(1)"],
    ["GOOGLE_REDIRECT_URI", "http://keys.acme.test/integrations/google/callback"],
    ["GOOGLE_REDIRECT_URI", "https://keys.acme.test/callback#token"],
  ];
  test.each(BAD)("%s=%s", (variable, value) => {
    const line = refusalOf({ ...client, [variable]: value });
    expect(line).toMatch(new RegExp(`^${variable} `));
    expect(line).not.toContain("\n");
  });

  test("half an OAuth client names the missing half, and not the other's value", () => {
    expect(refusalOf({ GOOGLE_CLIENT_ID: "id" })).toMatch(/^GOOGLE_CLIENT_SECRET is missing/);
    const line = refusalOf({ GOOGLE_CLIENT_SECRET: "GOCSPX-a-secret" });
    expect(line).toMatch(/^GOOGLE_CLIENT_ID is missing/);
    expect(line).not.toContain("GOCSPX");
  });

  test("http is for localhost", () => {
    for (const PUBLIC_URL of ["http://localhost", "http://127.0.0.1:9000", "http://[::1]:8787"]) {
      expect(loadConfig({ PUBLIC_URL }).config.publicUrl).toBe(PUBLIC_URL);
    }
  });
});

test("no secret is printed with the configuration", () => {
  const keys = `k1:${Buffer.alloc(32, "k").toString("base64")}`;
  const loaded = loadConfig({ ...client, VAULT_KEYS: keys });
  for (const text of [JSON.stringify(loaded), inspect(loaded, { depth: 9 }), `${loaded.secrets.vaultKeys}`]) {
    expect(text).not.toContain(client.GOOGLE_CLIENT_SECRET);
    expect(text).not.toContain(keys.slice(3));
  }
});

describe("a key service", () => {
  const arn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const other = arn.replace("1234abcd", "mrk");

  test("wraps, or only opens what it wrapped before", () => {
    expect(loadConfig({}).config.kms).toBeUndefined();
    const wraps = { KEY_PROVIDER: "aws_kms", KMS_KEY_ID: arn, KMS_OLD_KEY_IDS: ` ${other}, ` };
    const kms = { keyId: arn, oldKeyIds: [other], endpoint: undefined };
    expect(loadConfig(wraps).config.kms).toEqual(kms);
    const opens = { KMS_OLD_KEY_IDS: other, KMS_ENDPOINT: "http://127.0.0.1:4599" };
    expect(loadConfig(opens).config.kms).toEqual({
      keyId: undefined,
      oldKeyIds: [other],
      endpoint: "http://127.0.0.1:4599",
    });
  });

  test.each<[string, Record<string, string>, string]>([
    ["another service", { KEY_PROVIDER: "vault" }, "KEY_PROVIDER must be local or aws_kms"],
    ["no key", { KEY_PROVIDER: "aws_kms" }, "KMS_KEY_ID is missing"],
    ["a key that would not wrap", { KMS_KEY_ID: arn }, "KMS_KEY_ID is set although"],
    [
      "an alias",
      { KEY_PROVIDER: "aws_kms", KMS_KEY_ID: "alias/valetkey" },
      "KMS_KEY_ID is not the ARN of a key",
    ],
    [
      "an alias's ARN",
      { KMS_OLD_KEY_IDS: "arn:aws:kms:eu-central-1:111122223333:alias/v" },
      "KMS_OLD_KEY_IDS is",
    ],
    ["a bare id", { KMS_OLD_KEY_IDS: "1234abcd-12ab-34cd-56ef-1234567890ab" }, "KMS_OLD_KEY_IDS is not"],
    [
      "data keys in the clear",
      { KMS_ENDPOINT: "http://kms.internal" },
      "KMS_ENDPOINT must be an https address",
    ],
    ["no address", { KMS_ENDPOINT: "kms.internal" }, "KMS_ENDPOINT must be"],
  ])("refuses %s", (_, env, why) => expect(refusalOf(env)).toContain(why));
});

test(".env.example lists exactly the variables that are read, each under a line of help", () => {
  const asked = new Set<string>();
  const lines = readFileSync(new URL("../.env.example", import.meta.url), "utf8").split("\n");
  // Redirect addresses are only read beside a client.
  const clients = lines.flatMap((line) => {
    const name = /^#((?!LOGIN_|GOOGLE_)[A-Z0-9_]+)_CLIENT_ID=/.exec(line)?.[1];
    return name === undefined
      ? []
      : [
          [`${name}_CLIENT_ID`, "id"],
          [`${name}_CLIENT_SECRET`, "secret"],
        ];
  });
  const env = new Proxy<Record<string, string>>(
    { ...client, ...Object.fromEntries(clients) },
    {
      get(target, name: string) {
        asked.add(name);
        return target[name];
      },
    },
  );
  loadConfig(env);
  const listed = lines.flatMap((line, at) => {
    const name = /^#?([A-Z][A-Z0-9_]*)=/.exec(line)?.[1];
    if (name === undefined) return [];
    expect(lines[at - 1], `${name} has no line of help`).toMatch(/^# \S/);
    return [name];
  });
  expect(listed.toSorted()).toEqual([...asked].toSorted());
});

describe("the registrations of GitHub", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const app = {
    GITHUB_APP_CLIENT_ID: "Iv23abc",
    GITHUB_APP_CLIENT_SECRET: "secret",
    GITHUB_APP_ID: "12345",
    GITHUB_APP_SLUG: "valetkey",
  };

  test("an OAuth app and a GitHub App stand beside each other", () => {
    const env = { ...app, GITHUB_APP_PRIVATE_KEY: pem, GITHUB_CLIENT_ID: "Ov1", GITHUB_CLIENT_SECRET: "s" };
    const { apps } = loadConfig(env).secrets;
    expect(apps.map((one) => [one.provider, one.variant, one.id])).toEqual([
      ["github", "oauth_app", "Ov1"],
      ["github", "github_app", "Iv23abc"],
    ]);
    expect(JSON.stringify(apps)).not.toContain("PRIVATE KEY");
  });

  test.each([
    ["with escaped line ends", pem.replaceAll("\n", "\\n")],
    ["in base64", Buffer.from(pem).toString("base64")],
  ])("the key may come %s", (_, GITHUB_APP_PRIVATE_KEY) => {
    const [one] = loadConfig({ ...app, GITHUB_APP_PRIVATE_KEY }).secrets.apps;
    expect(one?.app).toMatchObject({ number: "12345", slug: "valetkey" });
  });

  test.each([
    ["GITHUB_APP_PRIVATE_KEY", { ...app }],
    ["GITHUB_APP_PRIVATE_KEY", { ...app, GITHUB_APP_PRIVATE_KEY: "nonsense" }],
    ["GITHUB_APP_SLUG", { ...app, GITHUB_APP_PRIVATE_KEY: pem, GITHUB_APP_SLUG: "" }],
    ["GITHUB_APP_SLUG", { ...app, GITHUB_APP_PRIVATE_KEY: pem, GITHUB_APP_SLUG: "../x" }],
    ["GITHUB_APP_ID", { ...app, GITHUB_APP_PRIVATE_KEY: pem, GITHUB_APP_ID: "abc" }],
    ["GITHUB_APP_CLIENT_ID", { GITHUB_APP_ID: "12345" }],
  ])("%s is named when the parts do not fit together", (variable, env) => {
    expect(() => loadConfig(env)).toThrow(new RegExp(`^${variable} `));
  });
});
