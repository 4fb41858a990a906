/** Serves web/dist under the gateway's CSP over an API that only remembers. Never in the product bundle. */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { onInteraction } from "./fake-clients.ts";
import { session } from "./fake-data.ts";
import { handlers } from "./fake-handlers.ts";
import { openHandlers } from "./fake-people.ts";
import { Fault } from "./fake-problem.ts";
import { fake, scenario } from "./fake-state.ts";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const port = Number(process.argv[2] ?? 8787);
session.public_url = `http://localhost:${port}`;

const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

function json(response: ServerResponse, status: number, body: unknown): void {
  const type = status < 400 ? "application/json" : "application/problem+json";
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text ? JSON.parse(text) : undefined;
}

const signedOut = () => new Fault(401, "not_signed_in", "You are not signed in.", "Open a sign-in link.");
const badLink = () =>
  new Fault(
    401,
    "sign_in_link_invalid",
    "This sign-in link is not valid: it was used, has expired, or was cut off.",
    "Ask for a new link, or run `npm run sign-in-link`.",
  );

function onSession(method: string, body: unknown): unknown {
  if (method === "POST") {
    if (JSON.stringify(body).includes("used")) throw badLink();
    fake.signedIn = true;
  }
  if (method === "DELETE") fake.signedIn = false;
  if (method !== "DELETE" && !fake.signedIn) throw signedOut();
  return method === "DELETE" ? {} : session;
}

async function onApi(request: IncomingMessage, url: URL): Promise<unknown> {
  const method = request.method ?? "GET";
  const body = await bodyOf(request);
  if (url.pathname === "/api/session") return onSession(method, body);
  const open = openHandlers[`${method} ${url.pathname}`];
  if (open) return open({ body, query: url.searchParams, ids: [] });
  if (!fake.signedIn) throw signedOut();
  const interaction = onInteraction(method, url.pathname, body);
  if (interaction) return interaction;
  await new Promise((resolve) => setTimeout(resolve, fake.slow));
  if (fake.failing)
    throw new Fault(
      503,
      "unavailable",
      "The gateway cannot do this right now.",
      "Try again in a few seconds.",
    );
  if (method !== "GET" && request.headers["x-valetkey-csrf"] !== session.csrf)
    throw new Fault(
      403,
      "csrf",
      "This request did not come from the gateway's own page.",
      "Reload the page and try again.",
    );
  for (const [verb, path, handle] of handlers) {
    const ids = new RegExp(`^/api/workspaces/[^/]+${path.replaceAll("*", "([^/]+)")}$`).exec(url.pathname);
    if (verb === method && ids) return handle({ body, query: url.searchParams, ids: ids.slice(1) });
  }
  throw new Fault(404, "not_found", "There is no such thing here.", "Check the address or the id.");
}

/** Stands in for a provider's consent page. */
function provider(response: ServerResponse): void {
  const back = (query: string, label: string) =>
    `<li><a href="/integrations/google/callback?${query}">${label}</a></li>`;
  const codes = ["ok", "second-account", "declined", "expired", "wrong-user", "differs"];
  const links = codes.map((code) => back(`code=${code}&state=s&scope=x`, code)).join("");
  const html = `<!doctype html><title>Fake provider</title><ul>${links}${back("error=access_denied&state=s", "denied")}</ul>`;
  response.writeHead(200, { "content-type": "text/html", "content-security-policy": csp }).end(html);
}

async function onPage(path: string, response: ServerResponse): Promise<void> {
  const wanted = extname(path) ? normalize(path) : "/index.html";
  try {
    const file = await readFile(join(dist, wanted));
    response
      .writeHead(200, {
        "content-type": types[extname(wanted)] ?? "text/plain",
        "content-security-policy": csp,
      })
      .end(file);
  } catch {
    response.writeHead(404).end();
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", session.public_url);
  if (url.pathname.startsWith("/__fake/"))
    return json(response, scenario(url.pathname.slice(8)) ? 200 : 404, {});
  if (url.pathname === "/__provider") return provider(response);
  if (!url.pathname.startsWith("/api/")) return onPage(url.pathname, response);
  try {
    json(response, 200, await onApi(request, url));
  } catch (error) {
    if (error instanceof Fault) return json(response, error.problem.status, error.problem);
    console.error(error);
    json(response, 500, {});
  }
}

createServer((request, response) => void answer(request, response)).listen(port, "127.0.0.1", () => {
  console.log(`Fake API and built web app: ${session.public_url}`);
});
