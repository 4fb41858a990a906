import type { Provider } from "../../mcp-servers/kit/index.ts";
import { covers, expandScopes, type Registry } from "../catalog/index.ts";
import type { AppCheck } from "../vault/index.ts";
import type { App } from "./apps.ts";

export type FindingCode =
  | "client_accepted"
  | "client_refused"
  | "client_unchecked"
  | "client_id_form"
  | "redirect_uri"
  | "key_accepted"
  | "key_refused"
  | "key_unchecked"
  | "slug_differs"
  | "permission_missing"
  | "test_mode"
  | "refresh_token_missing"
  | "scope_missing_on_app";

/** One thing about a provider app that an admin should know. */
export interface Finding {
  code: FindingCode;
  level: "ok" | "warning" | "error";
  /** One sentence, and what to do. */
  message: string;
}

const of = (level: Finding["level"], code: FindingCode, message: string): Finding => ({
  level,
  code,
  message,
});

function aboutClient({ client, answer }: AppCheck, title: string): Finding {
  if (client === "accepted")
    return of("ok", "client_accepted", `${title} accepts this client id and secret.`);
  if (client === "refused")
    return of(
      "error",
      "client_refused",
      `${title} does not accept this client id and secret (${answer}). Copy both again from its console.`,
    );
  return of(
    "warning",
    "client_unchecked",
    `${title} could not be asked about the client (${answer}). Check again.`,
  );
}

function aboutKey(key: NonNullable<AppCheck["key"]>, app: App): Finding[] {
  if (key.state === "refused")
    return [
      of("error", "key_refused", "The app's number and private key do not belong together. Make a new key."),
    ];
  if (key.state === "unknown")
    return [of("warning", "key_unchecked", "The app's key could not be checked. Check again.")];
  const differs = key.slug !== undefined && key.slug !== app.client.app?.slug;
  return [
    of("ok", "key_accepted", "The app's number and private key belong together."),
    ...(differs
      ? [of("error", "slug_differs", `The app's address names it "${key.slug}": enter that.`)]
      : []),
  ];
}

/** Tools that no person's consent can make work, because the app itself lacks a permission. */
function aboutPermissions(registry: Registry, provider: Provider, permissions: readonly string[]): Finding[] {
  const held = expandScopes(provider, permissions);
  const tools = registry.serversOf(provider.id).flatMap((server) => server.spec.tools);
  const without = tools.filter((tool) => !covers(provider, held, tool)).map((tool) => tool.name);
  if (without.length === 0) return [];
  const message = `The app lacks permissions for: ${without.join(", ")}. Add them in its settings, if they are wanted.`;
  return [of("warning", "permission_missing", message)];
}

/** What a check at the provider and a look at the registration itself say. `provider`: for the app's kind. */
export function diagnose(registry: Registry, provider: Provider, app: App, check: AppCheck): Finding[] {
  const { clientIdPattern } = provider;
  const odd = !provider.sandbox && clientIdPattern !== undefined && !clientIdPattern.test(app.client.id);
  return [
    aboutClient(check, provider.title),
    ...(odd
      ? [
          of(
            "warning",
            "client_id_form",
            `Client ids of ${provider.title} look different. Is this the right field?`,
          ),
        ]
      : []),
    ...(check.key ? aboutKey(check.key, app) : []),
    ...(check.key?.state === "accepted" ? aboutPermissions(registry, provider, check.key.permissions) : []),
    of(
      "ok",
      "redirect_uri",
      `Register exactly this redirect address at ${provider.title}: ${app.redirectUri}`,
    ),
  ];
}

const WEEK_S = 7 * 86_400;

/** When access ends for good, where the provider said that it will within about a week; null: it did not. */
export const accessEndsAt = (now: number, refreshSeconds: number | undefined): Date | null =>
  refreshSeconds === undefined || refreshSeconds > WEEK_S ? null : new Date(now + refreshSeconds * 1000);

/** What a grant showed about its app. `refreshSeconds`: life of the refresh token, where the provider tells. */
export function learnedFromGrant(provider: Provider, refreshSeconds: number | undefined): Finding[] {
  if (refreshSeconds === undefined || refreshSeconds > WEEK_S) return [];
  return [
    of(
      "warning",
      "test_mode",
      `${provider.title} gave access for ${Math.round(refreshSeconds / 86_400)} days only: the app is in test mode. Publish it in the provider's console, or connections end every week.`,
    ),
  ];
}

/** What a refused grant showed about its app; undefined when it says nothing about it. */
export function learnedFromRefusal(provider: Provider, code: string, word: string): Finding | undefined {
  const { title } = provider;
  if (code === "client_rejected")
    return of("error", "client_refused", `${title} did not accept this client at the last connection.`);
  if (code === "refresh_token_missing")
    return of("warning", "refresh_token_missing", `${title} gave no refresh token at the last connection.`);
  if (code === "consent_denied" && word.includes("invalid_scope"))
    return of(
      "error",
      "scope_missing_on_app",
      `${title} says the app may not ask for one of the scopes. Add the scopes in its console.`,
    );
  return undefined;
}
