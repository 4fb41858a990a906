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
  const page = await fetch(authorizationUrl, { redirect: "manual" });
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
  const answer = await fetch(new URL(action, authorizationUrl), {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  const location = answer.headers.get("location");
  if (answer.status !== 302 || location === null) {
    throw new Error(`The consent page did not redirect (${answer.status}): ${textOf(await answer.text())}`);
  }
  return new URL(location);
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
