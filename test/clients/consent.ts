import type { Person } from "../support/person.ts";

const MOST_STEPS = 12;

/**
 * What this person's browser does with an authorization request: keeps cookies, follows redirects, and answers the
 * consent page. Resolves with the address of the client that the gateway sends the browser to.
 */
export async function consentAs(person: Person, url: URL, decision: "allow" | "deny"): Promise<URL> {
  const jar = new Map<string, string>();
  const home = new URL(person.url).origin;
  const visit = async (at: URL, init: RequestInit = {}) => {
    const cookies = [person.cookie, ...[...jar].map(([name, value]) => `${name}=${value}`)];
    const headers = { ...init.headers, cookie: cookies.join("; ") };
    const response = await fetch(at, { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    return response;
  };
  const decide = async (uid: string): Promise<string> => {
    const api = new URL(`/api/oauth/interactions/${uid}`, home);
    const headers = {
      "content-type": "application/json",
      "x-valetkey-csrf": person.session.csrf,
      origin: home,
    };
    const asked = await visit(api, { headers });
    if (asked.status !== 200) throw new Error(`the consent page: ${asked.status} ${await asked.text()}`);
    const answer = await visit(api, { method: "POST", headers, body: JSON.stringify({ decision }) });
    if (answer.status !== 200) throw new Error(`the decision: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { redirect_to: string }).redirect_to;
  };

  let at = url;
  for (let step = 0; step < MOST_STEPS && at.origin === home; step++) {
    const uid = /^\/authorize\/([^/]+)$/.exec(at.pathname)?.[1];
    if (uid !== undefined) {
      at = new URL(await decide(uid), at);
      continue;
    }
    const response = await visit(at);
    const to = response.headers.get("location");
    if (to === null)
      throw new Error(`${at.pathname} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
    at = new URL(to, at);
  }
  if (at.origin === home) throw new Error(`the authorization goes in circles: ${at.pathname}`);
  return at;
}
