import { Browser } from "../support/browser.ts";
import type { Canary } from "../support/canaries.ts";
import type { TestGateway } from "../support/gateway.ts";
import type { HostileIssuer } from "../support/hostile-issuer.ts";
import { Person } from "../support/person.ts";
import { secondWorkspace } from "../support/second-workspace.ts";

interface Stage {
  gateway: TestGateway;
  /** The gateway through what records its answers. */
  url: string;
  owner: Person;
  issuer: HostileIssuer;
}

/** What came up on the way: what no answer may show, and what only the answer that makes it shows. */
export interface PeopleCanaries {
  nowhere: Canary[];
  invitations: Canary[];
  cookies: Canary[];
}

/** Every way in and out, each with success: invitations, the company's sign-in, sessions, roles, removal, deletion. */
export async function everyWayIn({ gateway, url, owner, issuer }: Stage): Promise<PeopleCanaries> {
  const invitations: string[] = [];
  const cookies: string[] = [];
  const codes: string[] = [];
  const invite = async (email: string) => {
    const made = await owner.api("POST", "/invitations", { email, role: "member" });
    const token = made.url.split("#")[1] as string;
    invitations.push(token);
    return { id: made.invitation.id as string, token };
  };
  const keep = (browser: Browser) => cookies.push(...browser.cookies.values());

  /** Through the issuer as this account. */
  const company = async (sub: string, email: string, invitation?: string): Promise<Browser> => {
    const browser = new Browser(url);
    const started = invitation
      ? await browser.post("/api/sign-in/company", { invitation })
      : await browser.go("/api/sign-in/company");
    keep(browser);
    const asked = new URL(started.location ?? started.body.authorization_url).searchParams;
    issuer.honest(asked.get("nonce") ?? "");
    Object.assign(issuer.lies.claims, { sub, email });
    const code = `canary-code-${crypto.randomUUID()}`;
    codes.push(code);
    const answer = new URLSearchParams({ code, state: asked.get("state") ?? "" });
    const { location } = await browser.go(`/sign-in/company/callback?${answer}`);
    if (location !== "/") throw new Error(`the company's sign-in led to ${location}`);
    keep(browser);
    return browser;
  };

  await new Browser(url).go("/api/sign-in?problem=sign_in_expired");
  const pam = new Person(url);
  const { token } = await invite("pam@acme.test");
  await pam.call("POST", "/api/invitations/preview", { token });
  pam.session = (await pam.call("POST", "/api/invitations/accept", { token, name: "Pam" })).body;
  const guest = await company("u-guest", "guest@acme.test", (await invite("guest@acme.test")).token);
  await owner.api("GET", "/invitations");
  await owner.api("DELETE", `/invitations/${(await invite("never@acme.test")).id}`);

  const { id } = pam.session.user;
  await owner.api("PATCH", `/members/${id}`, { role: "auditor" });
  const again = await new Person(url).signIn(await gateway.signInToken(id));
  const [current] = (await pam.api("GET", "/sessions")).sessions.filter(
    (s: { current: boolean }) => !s.current,
  );
  await pam.api("DELETE", `/sessions/${current.id}`);
  await again.call("GET", "/api/session");
  await pam.api("DELETE", "/sessions");
  await owner.api("GET", `/members/${id}/sessions`);
  await owner.api("DELETE", `/members/${id}/sessions`);
  await owner.api("DELETE", `/members/${id}`);

  const { slug } = await secondWorkspace(gateway, { name: "Canary", ownerEmail: "guest@acme.test" });
  const { csrf } = await guest.session();
  const headers = { "x-valetkey-csrf": csrf };
  const moved = await guest.post("/api/session/switch", { workspace: slug }, headers);
  keep(guest);
  const gone = await guest.go(`/api/workspaces/${slug}`, {
    method: "DELETE",
    headers: { "content-type": "application/json", "x-valetkey-csrf": moved.body.csrf },
    body: JSON.stringify({ confirm: slug }),
  });
  if (gone.status !== 200) throw new Error(`the workspace was not deleted: ${gone.text}`);
  await company("u-guest", "guest@acme.test"); // by the account now, into the workspace that is left
  const named = (name: string, values: readonly string[]): Canary[] =>
    [...new Set(values)].map((value, at) => ({ name: `${name} ${at}`, value }));
  return {
    nowhere: [
      ...named("client secret of the login", [issuer.clientSecret]),
      ...named("token of the issuer", issuer.issued),
      ...named("code of the issuer", codes),
    ],
    invitations: named("invitation", invitations),
    cookies: named("cookie", cookies),
  };
}
