import { google as real } from "../../mcp-servers/providers/google.ts";
import type { Asked } from "./google-ledger.ts";
import { SIGN_IN } from "./google-scopes.ts";
import type { SandboxUser } from "./google-server.ts";

/** The consent page (ours). Plain HTML that works without script, by keyboard and with a screen reader. */
export function consentPage(page: {
  id: string;
  asked: Asked;
  users: readonly SandboxUser[];
  clientName: string;
}): Response {
  const { asked, users } = page;
  const chosen = users.find((user) => user.email === asked.loginHint) ?? users[0];
  const accounts = users.map(
    (user, at) =>
      `<li><input type="radio" id="account-${at}" name="account" value="${escaped(user.email)}"${user === chosen ? " checked" : ""}>
       <label for="account-${at}">${escaped(user.name)} <span>${escaped(user.email)}</span></label></li>`,
  );
  const scopes = asked.scopes.map((scope, at) => scopeRow(scope, at));
  return html(
    200,
    `Sign in with Google (sandbox)`,
    `<h1>${escaped(page.clientName)} wants access to your Google Account</h1>
    <form method="post" action="/o/oauth2/v2/auth/decision">
      <input type="hidden" name="request" value="${page.id}">
      <fieldset><legend>Choose an account</legend><ul>${accounts.join("")}</ul></fieldset>
      <fieldset><legend>Select what ${escaped(page.clientName)} can access</legend><ul>${scopes.join("")}</ul></fieldset>
      <p class="actions"><button name="decision" value="deny">Deny</button>
      <button class="main" name="decision" value="allow">Allow</button></p>
    </form>`,
  );
}

function scopeRow(scope: string, at: number): string {
  const title = escaped(real.scopes[scope]?.title ?? scope);
  if (SIGN_IN.has(scope)) return `<li>${title} <span>${escaped(scope)}</span></li>`;
  return `<li><input type="checkbox" id="scope-${at}" name="scope" value="${escaped(scope)}" checked>
    <label for="scope-${at}">${title} <span>${escaped(scope)}</span></label></li>`;
}

/** Google shows what is wrong with a request to the person and never redirects to an address it does not know. */
export function errorPage(code: string): Response {
  return html(
    400,
    "Access blocked (sandbox)",
    `<h1>Access blocked: this request is invalid</h1><p>Error 400: <code>${escaped(code)}</code></p>`,
  );
}

function html(status: number, title: string, body: string): Response {
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head>
<body><main><p class="mark" role="note">Sandbox Google — emulated</p>${body}</main></body></html>`;
  return new Response(page, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      // No form-action: browsers would apply it to the redirect back to the client.
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
    },
  });
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;background:#f0f4f9;color:#1f1f1f;margin:0}
main{max-width:34rem;margin:3rem auto;padding:2rem;background:#fff;border-radius:1.5rem}
.mark{display:inline-block;margin:0;padding:.2rem .7rem;border-radius:1rem;background:#fde293;color:#3c2f00;font-size:.875rem}
h1{font-size:1.4rem}fieldset{border:1px solid #c4c7c5;border-radius:.75rem;margin:0 0 1rem}
ul{list-style:none;margin:0;padding:0}li{padding:.4rem 0}label span,li>span{display:block;color:#444746;font-size:.8rem;margin-left:1.7rem;overflow-wrap:anywhere}
.actions{display:flex;justify-content:flex-end;gap:.75rem}
button{font:inherit;padding:.5rem 1.5rem;border-radius:2rem;border:1px solid #747775;background:#fff;color:#0b57d0;cursor:pointer}
button.main{background:#0b57d0;border-color:#0b57d0;color:#fff}:focus-visible{outline:3px solid #0b57d0;outline-offset:2px}`;

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}
