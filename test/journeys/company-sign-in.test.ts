import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Browser } from "../support/browser.ts";
import { type Company, newBrowser, signIn, startCompany } from "../support/company.ts";
import { startGateway } from "../support/gateway.ts";
import { auditRows } from "../support/look.ts";
import { Person } from "../support/person.ts";
import { secondWorkspace } from "../support/second-workspace.ts";

const user = (sub: string, email: string, more = {}) => ({
  sub,
  email,
  name: email.split("@")[0] ?? "",
  ...more,
});
const USERS = [
  user("u-own", "owner@acme.test"),
  user("u-mia", "Mia@Acme.test"),
  user("u-guest", "guest@acme.test"),
  user("u-link", "link@acme.test"),
  user("u-stranger", "stranger@acme.test"),
  user("u-far", "far@elsewhere.test"),
  user("u-unsure", "unsure@acme.test", { emailVerified: false }),
  user("u-two", "two@acme.test"),
];

let company: Company;
beforeAll(async () => {
  company = await startCompany({
    users: USERS,
    env: { LOGIN_OIDC_ALLOWED_DOMAINS: "acme.test, acme.example" },
  });
});
afterAll(() => company?.close());

const problem = ({ status, location }: { status: number; location: string | null }) =>
  `${status} ${location}`;
const newest = async (type: string) => (await auditRows(company.gateway, { type }))[0];
const rows = async (sql: string, ...values: unknown[]) =>
  (await company.gateway.app.database.system.query(sql, values)).rows;
const invite = async (email: string, role = "member") => {
  const { url } = await company.gateway.owner.api("POST", "/invitations", { email, role });
  return (url as string).split("#")[1] ?? "";
};

describe("without one", () => {
  test("the sign-in page hears that there is none, and its addresses do not exist", async () => {
    const gateway = await startGateway();
    const browser = new Browser(gateway.url);
    expect((await browser.go("/api/sign-in")).body).toEqual({ company: null, problem: null });
    expect((await browser.go("/api/sign-in/company")).body.code).toBe("not_found");
    expect((await browser.go("/sign-in/company/callback?code=a&state=b")).body.code).toBe("not_found");
    expect(await gateway.owner.api("GET", "/company-sign-in")).toEqual({
      on: null,
      redirect_uri: `${gateway.url}/sign-in/company/callback`,
    });
    const check = await gateway.owner.tryApi("POST", "/company-sign-in/check");
    expect(check).toMatchObject({ status: 404, body: { code: "not_found" } });
    await gateway.close();
  });
});

describe("who gets in", () => {
  test("a member, found by the verified address at first and by the account from then on", async () => {
    const { gateway, oidc } = company;
    expect((await newBrowser(company).go("/api/sign-in")).body.company).toEqual({ title: "Acme account" });
    await gateway.owner.api("POST", "/members", { email: "mia@acme.test", name: "Mia", role: "auditor" });
    const browser = newBrowser(company);
    expect(problem(await signIn(browser, { email: "Mia@Acme.test" }))).toBe("303 /");
    expect(await browser.session()).toMatchObject({
      user: { email: "mia@acme.test", name: "Mia" },
      role: "auditor",
      method: "company",
      workspace: { slug: "acme" },
    });
    expect(await newest("identity.bound")).toMatchObject({
      target: { label: "mia@acme.test" },
      data: { issuer: oidc.issuer },
    });
    expect((await newest("sign_in.succeeded"))?.data).toMatchObject({ method: "company" });

    const mia = oidc.users.find((u) => u.sub === "u-mia");
    if (mia) mia.email = "mia.married@acme.test";
    const again = newBrowser(company);
    await signIn(again, { email: "mia.married@acme.test" });
    expect((await again.session()).user.email).toBe("mia@acme.test");
    expect(await rows("SELECT count(*)::int AS n FROM user_identities WHERE subject = 'u-mia'")).toEqual([
      { n: 1 },
    ]);
  });

  test("nobody else: a stranger is told so, and nothing of them stays", async () => {
    const browser = newBrowser(company);
    expect(problem(await signIn(browser, { email: "stranger@acme.test" }))).toBe(
      "303 /sign-in?problem=not_a_member",
    );
    expect(await browser.session()).toBeUndefined();
    expect(await rows("SELECT * FROM users WHERE email = 'stranger@acme.test'")).toEqual([]);
    expect(await rows("SELECT * FROM user_identities WHERE subject = 'u-stranger'")).toEqual([]);
  });

  test("not from another domain, not with an address nobody vouches for, even as a member", async () => {
    const { gateway } = company;
    for (const email of ["far@elsewhere.test", "unsure@acme.test"])
      await gateway.owner.api("POST", "/members", { email, name: "X", role: "member" });
    const browser = newBrowser(company);
    expect(problem(await signIn(browser, { email: "far@elsewhere.test" }))).toBe(
      "303 /sign-in?problem=domain_not_allowed",
    );
    expect(problem(await signIn(browser, { email: "unsure@acme.test" }))).toBe(
      "303 /sign-in?problem=email_unverified",
    );
    expect(await browser.session()).toBeUndefined();
  });

  test("the invited: by the invitation that waits for their address, or by its link", async () => {
    await invite("guest@acme.test", "auditor");
    const guest = newBrowser(company);
    await signIn(guest, { email: "guest@acme.test" });
    expect(await guest.session()).toMatchObject({ role: "auditor", method: "company" });
    expect((await newest("invitation.accepted"))?.data).toEqual({ role: "auditor", method: "company" });
    expect(await newest("member.added")).toMatchObject({
      actor: { label: "guest@acme.test" },
      data: { via: "invitation" },
    });

    const token = await invite("link@acme.test");
    const other = newBrowser(company);
    expect(problem(await signIn(other, { email: "owner@acme.test" }, token))).toBe(
      "303 /sign-in?problem=invitation_other_address",
    );
    expect(await other.session()).toBeUndefined();
    const link = newBrowser(company);
    expect(problem(await signIn(link, { email: "link@acme.test" }, token))).toBe("303 /");
    expect((await link.session()).user.email).toBe("link@acme.test");
    const dead = await newBrowser(company).post("/api/sign-in/company", { invitation: token });
    expect(dead.body.code).toBe("invitation_invalid");
  });

  test("not an account whose address is bound to another one", async () => {
    const { oidc } = company;
    const browser = newBrowser(company);
    await signIn(browser, { email: "owner@acme.test" });
    expect((await browser.session()).role).toBe("owner");
    const own = oidc.users.find((u) => u.sub === "u-own");
    if (own) own.email = "retired@acme.test";
    oidc.users.push(user("u-heir", "owner@acme.test"));
    const heir = newBrowser(company);
    expect(problem(await signIn(heir, { email: "owner@acme.test" }))).toBe(
      "303 /sign-in?problem=identity_taken",
    );
    expect(await heir.session()).toBeUndefined();
    oidc.users.pop();
    if (own) own.email = "owner@acme.test";
  });

  test("not who was removed, until they are invited again", async () => {
    const { gateway } = company;
    const mia = (await gateway.owner.api("GET", "/members")).members.find(
      (m: { email: string }) => m.email === "mia@acme.test",
    );
    const browser = newBrowser(company);
    await signIn(browser, { email: "mia.married@acme.test" });
    await gateway.owner.api("DELETE", `/members/${mia.id}`);
    expect(await browser.session()).toBeUndefined();
    expect(problem(await signIn(browser, { email: "mia.married@acme.test" }))).toBe(
      "303 /sign-in?problem=not_a_member",
    );
    await invite("mia.married@acme.test");
    await signIn(browser, { email: "mia.married@acme.test" });
    expect((await browser.session()).user.id).toBe(mia.id);
  });

  test("who says no at the company's page stays out", async () => {
    const browser = newBrowser(company);
    expect(problem(await signIn(browser, { email: "owner@acme.test", deny: true }))).toBe(
      "303 /sign-in?problem=sign_in_denied",
    );
    const { body } = await browser.go("/api/sign-in?problem=sign_in_denied");
    expect(body.problem).toMatchObject({ code: "sign_in_denied", title: expect.stringMatching(/refused/) });
    for (const unknown of ["nope", "token_invalid", "<script>"])
      expect(
        (await browser.go(`/api/sign-in?problem=${encodeURIComponent(unknown)}`)).body.problem,
      ).toBeNull();
  });

  test("one-time links go on working beside it", async () => {
    const { gateway } = company;
    const person = await new Person(gateway.url).signIn(
      await gateway.signInToken(gateway.owner.session.user.id),
    );
    expect(person.session.method).toBe("link");
  });
});

describe("several workspaces", () => {
  test("the account leads to all of them, the last one first", async () => {
    const { gateway } = company;
    await gateway.owner.api("POST", "/members", { email: "two@acme.test", name: "Two", role: "member" });
    const { slug } = await secondWorkspace(gateway, { name: "Second", ownerEmail: "two@acme.test" });
    const browser = newBrowser(company);
    await signIn(browser, { email: "two@acme.test" });
    const session = await browser.session();
    const names = session.workspaces.map((w: { slug: string }) => w.slug);
    expect(names.toSorted()).toEqual(["acme", slug]);
    const other = names.find((name: string) => name !== session.workspace.slug);
    const moved = await browser.post(
      "/api/session/switch",
      { workspace: other },
      { "x-valetkey-csrf": session.csrf },
    );
    expect(moved.body).toMatchObject({ workspace: { slug: other }, method: "company" });
    const again = newBrowser(company);
    await signIn(again, { email: "two@acme.test" });
    expect((await again.session()).workspace.slug).toBe(other);
  });
});

describe("joining at the first sign-in", () => {
  test("people of the allowed domains who are new become members once; who was removed stays out", async () => {
    const joining = await startCompany({
      users: [user("u-new", "new@acme.test"), user("u-out", "out@other.test")],
      env: { LOGIN_OIDC_ALLOWED_DOMAINS: "acme.test", LOGIN_OIDC_JOIN: "acme:auditor" },
    });
    const browser = newBrowser(joining);
    expect(problem(await signIn(browser, { email: "new@acme.test" }))).toBe("303 /");
    expect(await browser.session()).toMatchObject({ role: "auditor", user: { name: "new" } });
    const [added] = await auditRows(joining.gateway, { type: "member.added" });
    expect(added).toMatchObject({
      actor: { label: "new@acme.test" },
      data: { role: "auditor", via: "company" },
    });
    expect(problem(await signIn(browser, { email: "out@other.test" }))).toBe(
      "303 /sign-in?problem=domain_not_allowed",
    );
    await joining.gateway.owner.api("DELETE", `/members/${added?.target.id}`);
    expect(problem(await signIn(browser, { email: "new@acme.test" }))).toBe(
      "303 /sign-in?problem=not_a_member",
    );
    await joining.close();
  });
});

test("an admin sees how it is set and whether the issuer answers; nobody sees the secret", async () => {
  const { gateway, oidc } = company;
  await signIn(newBrowser(company), { email: "owner@acme.test" });
  const admin = await gateway.member("sets-up@acme.test", "admin");
  const shown = await admin.api("GET", "/company-sign-in");
  expect(shown).toMatchObject({
    on: {
      title: "Acme account",
      issuer: oidc.issuer,
      allowed_domains: ["acme.test", "acme.example"],
      joins_as: null,
      trusts_email: false,
      last: { email: "owner@acme.test" },
    },
    redirect_uri: `${gateway.url}/sign-in/company/callback`,
  });
  const checked = await admin.api("POST", "/company-sign-in/check");
  expect(checked.result).toEqual({ ok: true, keys: expect.any(Number) });
  expect(checked.result.keys).toBeGreaterThan(0);
  expect(JSON.stringify([shown, checked])).not.toContain("login-secret");
  for (const role of ["member", "auditor"] as const) {
    const other = await gateway.member(`${role}-sets-nothing@acme.test`, role);
    expect((await other.tryApi("GET", "/company-sign-in")).status).toBe(403);
    expect((await other.tryApi("POST", "/company-sign-in/check")).status).toBe(403);
  }
  const elsewhere = await secondWorkspace(gateway);
  const theirs = await elsewhere.owner.api("GET", "/company-sign-in");
  expect(theirs.on.last).toBeNull(); // who came into Acme is Acme's
});
