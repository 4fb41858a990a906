import { randomBytes } from "node:crypto";
import { slack as real } from "../../mcp-servers/providers/slack.ts";
import {
  type Brand,
  escaped,
  form,
  list,
  OPEN_FOR,
  page,
  radios,
  redirect,
  refusalPage,
} from "./consent-page.ts";
import type { SlackAsked, SlackServer } from "./slack-server.ts";

const BRAND: Brand = { name: "Slack", accent: "#611f69" };
const refuse = (code: string) => refusalPage(BRAND, "Something went wrong when authorizing this app", code);

/** https://docs.slack.dev/authentication/installing-with-oauth with a page of ours, on which a person can also deny. */
export function authorize(slack: SlackServer, url: URL): Response {
  const asked = readRequest(slack, url.searchParams);
  if (typeof asked === "string") return refuse(asked);
  const id = randomBytes(16).toString("base64url");
  slack.asked.set(id, asked);
  const { users, team, clientName } = slack.options;
  const accounts = users.map(({ email, name }) => ({ value: email, label: name, note: email }));
  const told = (scope: string) => ({ value: scope, label: real.scopes[scope]?.title ?? scope, note: scope });
  const fieldsets = [
    radios("account", `Choose who you are in ${team.name}`, accounts),
    ...(asked.bot.length > 0 ? [list("bot", "The app will be able to", asked.bot.map(told))] : []),
    ...(asked.user.length > 0
      ? [
          list(
            "user",
            "On your behalf, the app will be able to",
            asked.user.map((s) => ({ ...told(`user:${s}`), note: s })),
          ),
        ]
      : []),
  ];
  const heading = `${clientName} is requesting permission to access the ${team.name} Slack workspace`;
  const body = form({
    action: "/oauth/v2/authorize/decision",
    request: id,
    fieldsets,
    allow: "Allow",
    deny: "Cancel",
  });
  return page(BRAND, 200, "Sign in with Slack", `<h1>${escaped(heading)}</h1>${body}`);
}

/** What is wrong with the request, or the request. */
function readRequest({ options }: SlackServer, query: URLSearchParams): SlackAsked | string {
  const clientId = query.get("client_id") ?? "";
  const redirectUri = query.get("redirect_uri") ?? "";
  if (clientId !== options.clientId) return "invalid_client_id";
  if (!options.redirectUris.includes(redirectUri)) return "bad_redirect_uri";
  // An app that uses PKCE is a public client from then on: https://docs.slack.dev/authentication/using-pkce
  if (query.has("code_challenge")) return "invalid_request: this app is confidential and must not use PKCE";
  const scopesOf = (name: string) => [
    ...new Set((query.get(name) ?? "").split(/[,\s]+/).filter((one) => one !== "")),
  ];
  const [bot, user] = [scopesOf("scope"), scopesOf("user_scope")];
  if (bot.length + user.length === 0) return "invalid_scope: no scopes requested";
  const wrong = [
    ...bot.filter((one) => !options.botScopes.includes(one)),
    ...user.filter((one) => !options.userScopes.includes(one)),
  ];
  if (wrong.length > 0) return `invalid_scope: invalid permissions requested: ${wrong.join(", ")}`;
  const state = query.get("state") ?? undefined;
  return { clientId, redirectUri, bot, user, state, expiresAt: Date.now() + OPEN_FOR };
}

/** What the person decided: back to the client with a code or an error, and `state`. Slack sends no `iss`. */
export async function decide(slack: SlackServer, request: Request): Promise<Response> {
  const answer = new URLSearchParams(await request.text());
  const id = answer.get("request") ?? "";
  const asked = slack.asked.get(id);
  slack.asked.delete(id);
  if (!asked || asked.expiresAt < Date.now())
    return refuse("invalid_request: this page was used or has expired");
  const { state, expiresAt, ...pending } = asked;
  const back = new URL(asked.redirectUri);
  const email = answer.get("account") ?? "";
  if (answer.get("decision") !== "allow") {
    back.searchParams.set("error", "access_denied");
  } else if (slack.options.users.some((user) => user.email === email)) {
    const code = slack.ledger.mint("4724469134.4644010092847.", 48);
    back.searchParams.set("code", slack.ledger.keepCode(code, { ...pending, email }));
  } else {
    return refuse("invalid_request: choose who you are");
  }
  if (state !== undefined) back.searchParams.set("state", state);
  return redirect(back);
}
