import { slackFailed } from "./slack-answers.ts";
import { authorize, decide } from "./slack-authorize.ts";
import type { SlackCall } from "./slack-calls.ts";
import { fileBytes, upload } from "./slack-files.ts";
import { METHODS, refuseStock, STOCK } from "./slack-methods.ts";
import type { SlackServer } from "./slack-server.ts";
import { SPECS, unknownArguments } from "./slack-specs.ts";
import { oauthAccess } from "./slack-token.ts";
import type { Gate, Stock } from "./strict-emulator.ts";

const DEAD = { expired: "token_expired", revoked: "token_revoked" } as const;

/**
 * Everything that reaches the emulated Slack passes here: sign-in is ours alone, methods are served to live tokens,
 * and every other stock route is closed.
 */
export function slackGate(slack: SlackServer): Gate {
  return async (request, url, bearer, stock) => {
    const { pathname } = url;
    if (pathname === "/oauth/v2/authorize" && request.method === "GET") return authorize(slack, url);
    if (pathname === "/oauth/v2/authorize/decision" && request.method === "POST")
      return decide(slack, request);
    // What files.slack.com is to the real one.
    if (pathname.startsWith("/upload/v1/") && request.method === "POST")
      return upload(slack, pathname, request);
    if (pathname.startsWith("/files-pri/") && request.method === "GET")
      return fileBytes(slack, pathname, bearer);
    const method = /^\/api\/([\w.]+)$/.exec(pathname)?.[1];
    if (method === undefined || !["GET", "POST"].includes(request.method))
      return new Response("Not Found", { status: 404 });
    const args = await argumentsOf(request, url);
    if (args === undefined) return slackFailed("invalid_json");
    if (method === "oauth.v2.access")
      return request.method === "POST" ? oauthAccess(slack, request, args) : slackFailed("invalid_post_type");
    return withScopes(slack, { method, request, args, bearer }, stock);
  };
}

interface Asked {
  method: string;
  request: Request;
  args: URLSearchParams;
  bearer: string | undefined;
}

async function withScopes(
  slack: SlackServer,
  { method, request, args, bearer }: Asked,
  stock: Stock,
): Promise<Response> {
  // In the header or in a form, never in a query: https://docs.slack.dev/authentication/tokens
  const token = bearer ?? (request.method === "POST" ? (args.get("token") ?? undefined) : undefined);
  if (token === undefined) return slackFailed("not_authed");
  const grant = slack.ledger.access(token);
  if (!grant) return slackFailed(deadToken(slack, token));
  args.delete("token");
  const answer = await serve({ slack, grant, token, request, args }, method, stock);
  answer.headers.set("x-oauth-scopes", grant.scopes.join(","));
  return answer;
}

/** A token that was never issued is `invalid_auth`; of an app that was removed, bots hear that their account is gone. */
function deadToken({ ledger }: SlackServer, token: string): string {
  const why = ledger.ended(token);
  if (why === undefined) return "invalid_auth";
  if (why === "removed") return /^(?:xoxe\.)?xoxb-/.test(token) ? "account_inactive" : "token_revoked";
  return DEAD[why];
}

async function serve(call: SlackCall, method: string, stock: Stock): Promise<Response> {
  const own = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  const spec = Object.hasOwn(SPECS, method) ? SPECS[method] : undefined;
  if (!spec || !(own || STOCK.has(method))) return slackFailed("unknown_method");
  const { slack, grant, args, request } = call;
  if (spec.write && request.method === "GET") return slackFailed("invalid_post_type");
  const isJson = request.headers.get("content-type")?.startsWith("application/json") === true;
  if (spec.noJson && request.method === "POST" && isJson) return slackFailed("invalid_arguments");
  const unknown = unknownArguments(spec, args.keys());
  if (unknown.length > 0)
    return slackFailed("invalid_arguments", {
      response_metadata: { messages: unknown.map((name) => `[ERROR] not an argument: ${name}`) },
    });
  const limited = slack.limits.meet(method, `${grant.kind} ${grant.userId}`, args.get("channel") ?? "");
  if (limited) return limited;
  return own ? own(call) : serveStock(call, method, stock);
}

async function serveStock(call: SlackCall, method: string, stock: Stock): Promise<Response> {
  const refused = refuseStock(method, call);
  if (refused) return refused;
  const { slack, grant, token, args } = call;
  // The stock routes read the caller from the emulator's own table, and arguments from a form alone.
  if (!slack.store.tokens.findOneBy("token", token)) {
    const [team_id, user_id, scopes] = [slack.teamId, grant.userId, [...grant.scopes]];
    slack.store.tokens.insert({ token, token_type: grant.kind, team_id, user_id, scopes });
  }
  const form = new URLSearchParams(args);
  form.delete("token");
  const answer = await stock(
    new Request(call.request.url.replace(/\?.*$/, ""), {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: form,
    }),
  );
  return new Response(answer.body, answer);
}

/** Query, form or JSON, as Slack takes them; objects inside JSON stay JSON. Undefined: not JSON. */
async function argumentsOf(request: Request, url: URL): Promise<URLSearchParams | undefined> {
  const args = new URLSearchParams(url.search);
  // A secret in an address ends up in logs.
  for (const name of ["token", "client_secret"]) args.delete(name);
  if (request.method === "GET") return args;
  const text = await request.text();
  const type = request.headers.get("content-type") ?? "";
  const given = type.startsWith("application/json") ? fromJson(text) : [...new URLSearchParams(text)];
  for (const [name, value] of given ?? []) args.set(name, value);
  return given && args;
}

function fromJson(text: string): [string, string][] | undefined {
  try {
    const read: unknown = JSON.parse(text || "{}");
    if (typeof read !== "object" || read === null) return undefined;
    return Object.entries(read)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]);
  } catch {
    return undefined;
  }
}
