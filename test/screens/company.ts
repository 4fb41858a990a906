import { startSandboxOidc } from "../sandbox/oidc.ts";
import { closeEmulators, setupOf, startEmulators } from "../support/emulators.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { Person } from "../support/person.ts";

const DAY = 86_400_000;

/** Accounts at the emulated providers: people, and those that a company shares. */
const ACCOUNTS = [
  ["ada@acme.test", "Ada Lindqvist"],
  ["ben@acme.test", "Ben Okafor"],
  ["support@acme.test", "Acme Support"],
  ["finance@acme.test", "Acme Finance"],
  ["office@acme.test", "Acme Office"],
  ["news@acme.test", "Acme News"],
  ["tom@acme.test", "Tom Reyes"],
  ["kim@acme.test", "Kim Duarte"],
].map(([email = "", name = ""]) => ({ email, name }));

export interface Company {
  gateway: TestGateway;
  /** An owner, an admin and two members, signed in. */
  ana: Person;
  kim: Person;
  ada: Person;
  ben: Person;
  /** How long ago it is in the gateway, in milliseconds. Time goes forward: smaller each time. */
  ago(ms: number): Promise<void>;
  /** Signs everybody in again: a session does not outlast days without a request. */
  returning(): Promise<void>;
  /** A page of another product that shows the warning. */
  productPort: number;
  close(): Promise<void>;
}

/** A gateway of a company with its own sign-in page, a week ago: people, no connection yet. */
export async function openCompany(webDir: string): Promise<Company> {
  let behind = 7 * DAY;
  const [port, productPort] = [await freePort(), await freePort()];
  const url = `http://localhost:${port}`;
  const users = ACCOUNTS;
  const running = await startEmulators(url, { google: { users, now: Date.now() }, slack: { users }, github: { users } }); // biome-ignore format: one line
  const oidc = await startSandboxOidc({
    redirectUris: [`${url}/sign-in/company/callback`],
    clientId: "gateway-login",
    clientSecret: "login-secret-of-the-company-9c1f",
    users: [{ sub: "u-ana", email: "ana@acme.test", name: "Ana Lima" }],
  });
  const gateway = await startGateway({
    port,
    shared: running,
    webDir,
    clock: () => Date.now() - behind,
    env: {
      LOGIN_OIDC_ISSUER: oidc.issuer,
      LOGIN_OIDC_CLIENT_ID: oidc.clientId,
      LOGIN_OIDC_CLIENT_SECRET: oidc.clientSecret,
      LOGIN_OIDC_TITLE: "Acme account",
      EMBED_ORIGINS: `http://127.0.0.1:${productPort}`,
    },
    // Google's registration is an admin's; Slack's and GitHub's are in the environment.
    app: { apps: setupOf(url, running).apps.filter(({ provider }) => provider !== "google") },
  });
  const { app, owner, signInToken } = gateway;
  await app.database.system.query("UPDATE users SET name = 'Ana Lima', email = 'ana@acme.test'");
  const ids = new Map<string, string>([["ana", owner.session.user.id]]);
  for (const [name, full, role] of [
    ["kim", "Kim Duarte", "admin"],
    ["ada", "Ada Lindqvist", "member"],
    ["ben", "Ben Okafor", "member"],
    ["noor", "Noor Haddad", "auditor"],
    ["tom", "Tom Reyes", "member"],
  ]) {
    const email = `${name}@acme.test`;
    ids.set(`${name}`, (await owner.api("POST", "/members", { email, name: full, role })).id);
  }
  const at = async (name: string) => new Person(url).signIn(await signInToken(ids.get(name) ?? ""));
  const company: Company = {
    gateway,
    ana: await at("ana"),
    kim: await at("kim"),
    ada: await at("ada"),
    ben: await at("ben"),
    productPort,
    async ago(ms) {
      // A row that were on its way over a leap would look stuck.
      await app.audit.flush();
      behind = ms;
    },
    async returning() {
      company.ana = await at("ana");
      company.kim = await at("kim");
      company.ada = await at("ada");
      company.ben = await at("ben");
    },
    async close() {
      await gateway.close();
      await Promise.all([closeEmulators(running), oidc.close()]);
    },
  };
  return company;
}
