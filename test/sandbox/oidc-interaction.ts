import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider } from "oidc-provider";
import { type Brand, form, list, page, radios, refusalPage } from "./consent-page.ts";
import type { OidcUser } from "./oidc.ts";

const BRAND: Brand = { name: "OpenID provider", accent: "#3730a3" };

async function answer(res: ServerResponse, from: Response): Promise<void> {
  res.writeHead(from.status, Object.fromEntries(from.headers)).end(await from.text());
}

/** The page where a person signs in and consents, in one step: choose an account, untick scopes, allow or deny. */
export async function interaction(
  provider: Provider,
  users: readonly OidcUser[],
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  let details: Awaited<ReturnType<Provider["interactionDetails"]>>;
  try {
    details = await provider.interactionDetails(req, res);
  } catch {
    return answer(res, refusalPage(BRAND, "This sign-in is not open any more.", "interaction_not_found"));
  }
  const { params, uid } = details;
  const scopes = String(params.scope ?? "openid").split(" ");
  const hint = typeof params.login_hint === "string" ? params.login_hint : undefined;
  if (req.method !== "POST")
    return answer(res, signInPage(uid, String(params.client_id), users, scopes, hint));
  const fields = await formOf(req);
  const user = users.find(({ email }) => email === fields.get("account"));
  if (fields.get("decision") !== "allow" || !user) {
    const denied = { error: "access_denied", error_description: "The person said no." };
    return provider.interactionFinished(req, res, denied, { mergeWithLastSubmission: false });
  }
  const grant = new provider.Grant({ accountId: user.sub, clientId: String(params.client_id) });
  const kept = new Set(["openid", ...fields.getAll("scope")]);
  grant.addOIDCScope(scopes.filter((scope) => kept.has(scope)).join(" "));
  grant.rejectOIDCScope(scopes.filter((scope) => !kept.has(scope)).join(" "));
  const result = { login: { accountId: user.sub }, consent: { grantId: await grant.save() } };
  return provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
}

function signInPage(
  uid: string,
  client: string,
  users: readonly OidcUser[],
  scopes: readonly string[],
  hint: string | undefined,
): Response {
  const accounts = users.map(({ email, name }) => ({ value: email, label: name, note: email }));
  const asked = scopes.filter((scope) => scope !== "openid");
  const fieldsets = [
    radios("account", "Account", accounts, hint),
    list(
      "scope",
      `${client} asks for`,
      asked.map((scope) => ({ value: scope, label: scope, tick: true })),
    ),
  ];
  const body = form({ action: `/interaction/${uid}`, request: uid, fieldsets, allow: "Allow", deny: "Deny" });
  return page(BRAND, 200, "Sign in", `<h1>Sign in to go on to ${client}</h1>${body}`);
}

async function formOf(req: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const chunk of req) text += chunk;
  return new URLSearchParams(text);
}
