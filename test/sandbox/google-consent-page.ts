import { google as real } from "../../mcp-servers/providers/google.ts";
import { type Brand, escaped, form, list, page, radios, refusalPage } from "./consent-page.ts";
import type { Asked } from "./google-ledger.ts";
import { SIGN_IN } from "./google-scopes.ts";
import type { SandboxUser } from "./google-server.ts";

const BRAND: Brand = { name: "Google", accent: "#0b57d0" };

/** The consent page (ours): an account, and scopes to untick. */
export function consentPage(request: {
  id: string;
  asked: Asked;
  users: readonly SandboxUser[];
  clientName: string;
}): Response {
  const { id, asked, users, clientName } = request;
  const accounts = users.map(({ email, name }) => ({ value: email, label: name, note: email }));
  const scopes = asked.scopes.map((scope) => ({
    value: scope,
    label: real.scopes[scope]?.title ?? scope,
    note: scope,
    tick: !SIGN_IN.has(scope),
  }));
  return page(
    BRAND,
    200,
    "Sign in with Google",
    `<h1>${escaped(clientName)} wants access to your Google Account</h1>
    ${form({
      action: "/o/oauth2/v2/auth/decision",
      request: id,
      fieldsets: [
        radios("account", "Choose an account", accounts, asked.loginHint),
        list("scope", `Select what ${clientName} can access`, scopes),
      ],
      allow: "Allow",
      deny: "Deny",
    })}`,
  );
}

export function errorPage(code: string): Response {
  return refusalPage(BRAND, "Access blocked: this request is invalid", code);
}
