/** How a person answers the sandbox's consent page. */
export interface ConsentChoice {
  email: string;
  /** GitHub App: the account to install it on; the page's own choice when left out. */
  target?: string;
  /** Scopes whose boxes are unticked. */
  untick?: readonly string[];
  /** Press Deny instead of Allow. */
  deny?: boolean;
}

/**
 * Plays a person on the sandbox's consent page without a browser, through the page's own form. Resolves to the
 * address the page sends the browser back to, which is not opened. Throws when the page refuses the request.
 */
export async function consent(authorizationUrl: string | URL, choice: ConsentChoice): Promise<URL> {
  const visit = visitor(new URL(authorizationUrl).origin);
  const { url, response: page, away } = await visit(new URL(authorizationUrl));
  if (away) return away;
  const html = await page.text();
  if (page.status !== 200) throw new Error(`The consent page answered ${page.status}: ${textOf(html)}`);
  const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1];
  if (action === undefined) throw new Error("The consent page has no form.");
  const form = new URLSearchParams();
  for (const input of inputsOf(html)) {
    if (input.type === "hidden") form.append(input.name, input.value);
    if (input.type === "radio" && isChosen(input, choice)) form.append(input.name, input.value);
    if (input.type === "checkbox" && !choice.untick?.includes(input.value))
      form.append(input.name, input.value);
  }
  if (!form.has("account")) throw new Error(`${choice.email} is not on the consent page.`);
  form.set("decision", choice.deny ? "deny" : "allow");
  const answer = await visit(new URL(action, url), { method: "POST", body: form });
  if (answer.away) return answer.away;
  const { status } = answer.response;
  throw new Error(`The consent page did not redirect (${status}): ${textOf(await answer.response.text())}`);
}

/** A browser at one origin: keeps cookies and follows redirects until one leads `away`. */
function visitor(origin: string) {
  const cookies = new Map<string, string>();
  return async (to: URL, init: RequestInit = {}) => {
    let url = to;
    let how = init;
    for (let hops = 0; hops < 10; hops++) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const headers = cookie ? { cookie } : {};
      const response = await fetch(url, { ...how, headers, redirect: "manual" });
      for (const set of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        cookies.set(name, value);
      }
      const location = response.headers.get("location");
      if (response.status < 300 || response.status >= 400 || location === null) return { url, response };
      await response.body?.cancel();
      url = new URL(location, url);
      if (url.origin !== origin) return { url, response, away: url };
      how = {};
    }
    throw new Error(`${to.origin} redirects in circles.`);
  };
}

interface Input {
  type: string;
  name: string;
  value: string;
  checked: boolean;
}

function isChosen({ name, value, checked }: Input, { email, target }: ConsentChoice): boolean {
  if (name === "account") return value === email;
  return target === undefined ? checked : value === target;
}

function inputsOf(html: string): Input[] {
  return [...html.matchAll(/<input\b[^>]*>/g)].map(([tag]) => {
    const attribute = (name: string) => unescaped(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? "");
    const checked = /\schecked[\s>]/.test(tag);
    return { type: attribute("type"), name: attribute("name"), value: attribute("value"), checked };
  });
}

function unescaped(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

function textOf(html: string): string {
  return html
    .replace(/<style[\s\S]*?<\/style>|<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 200);
}
