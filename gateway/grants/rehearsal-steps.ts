import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { ScopeDifference } from "../catalog/index.ts";
import { errorTable, type GatewayError } from "../errors.ts";
import type { Exchanged, RevocationReceipt, TrialAnswer, TrialRefresh } from "../vault/index.ts";
import type { Finding } from "./doctor.ts";

/** In the order they are gone through. */
export const STEPS = [
  "scopes",
  "client",
  "callback",
  "authorize",
  "token",
  "read",
  "refresh",
  "rollback",
] as const;
export type StepName = (typeof STEPS)[number];

/** One fact of an answer. Chosen by name from what came, so that no token, code or secret is among them. */
export interface Fact {
  name: string;
  value: string;
}
export interface Step {
  step: StepName;
  /** `attention`: it works, and somebody should look at it. `skipped`: left out on purpose; `message` says why. */
  state: "waiting" | "passed" | "attention" | "failed" | "skipped";
  at: string | null;
  message: string | null;
  /** What to do about it; null where nothing is to be done. */
  fix: string | null;
  reply: Fact[];
}
/** What a step showed, before it has its name and time. */
export type Shown = Pick<Step, "state" | "message"> & Partial<Pick<Step, "fix" | "reply">>;

export const waiting = (step: StepName): Step => ({
  step,
  state: "waiting",
  at: null,
  message: null,
  fix: null,
  reply: [],
});

/** Pure: the run with one step as it is now; everything behind it is yet to come when it failed or begins again. */
export function withStep(steps: readonly Step[], step: StepName, shown: Shown, at: Date): Step[] {
  const done: Step = { step, at: at.toISOString(), fix: null, reply: [], ...shown };
  return STEPS.map((name) =>
    name === step ? done : (steps.find((one) => one.step === name) ?? waiting(name)),
  );
}

/** Pure: `open` until the last step was gone through. */
export function stateOf(steps: readonly Step[]): "open" | "passed" | "failed" {
  if (steps.some(({ state }) => state === "failed")) return "failed";
  return steps.some(({ state }) => state === "waiting") ? "open" : "passed";
}

const facts = (all: Record<string, string | number | null | undefined>): Fact[] =>
  Object.entries(all).flatMap(([name, value]) =>
    value === null || value === undefined || value === "" ? [] : [{ name, value: String(value) }],
  );

const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? "" : "s"}`;

export function aboutScopes(provider: Provider, tools: readonly string[], scopes: readonly string[]): Shown {
  const picked = scopes.filter((scope) => !provider.identityScopes.includes(scope));
  const restricted = picked.filter((scope) => provider.scopes[scope]?.sensitivity === "restricted");
  const reply = facts({
    tools: tools.join(", "),
    scopes: picked.join(", ") || "none",
    always: provider.identityScopes.join(", "),
    restricted: restricted.join(", "),
  });
  const message = `${counted(tools.length, "tool")} ${tools.length === 1 ? "needs" : "need"} ${counted(picked.length, "scope")}.`;
  if (restricted.length === 0) return { state: "passed", message, reply };
  return {
    state: "attention",
    message,
    fix: `${provider.title} may ask for a review before people outside your organisation can grant: ${restricted.join(", ")}. Pick fewer tools where you can.`,
    reply,
  };
}

/** From what the doctor found; its redirect address has a step of its own. */
export function aboutClient(findings: readonly Finding[]): Shown {
  const shown = findings.filter(({ code }) => code !== "redirect_uri");
  const worst =
    shown.find(({ level }) => level === "error") ?? shown.find(({ level }) => level === "warning");
  const reply = shown.map(({ code, message }) => ({ name: code, value: message }));
  if (!worst) return { state: "passed", message: shown[0]?.message ?? "Nothing was found.", reply };
  const state = worst.level === "error" ? "failed" : "attention";
  return { state, message: worst.message, fix: "Change the provider app, then check again.", reply };
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** Whether codes sent there come back to this gateway. Whether the provider knows the address shows when it is asked. */
export function aboutCallback(redirectUri: string, expected: string): Shown {
  const reply = facts({ redirect_uri: redirectUri, gateway: expected });
  const url = new URL(redirectUri);
  const home = new URL(expected);
  if (url.protocol !== "https:" && !LOOPBACK.test(url.hostname))
    return {
      state: "failed",
      message: "Codes would come back without encryption.",
      fix: "Give the gateway an https PUBLIC_URL, or the app an https redirect address.",
      reply,
    };
  if (url.pathname !== home.pathname)
    return {
      state: "failed",
      message: `${redirectUri} is not where this gateway takes codes.`,
      fix: `Set the redirect address to ${expected}, here and at the provider.`,
      reply,
    };
  if (url.origin !== home.origin)
    return {
      state: "attention",
      message: `Codes go to ${url.host}, and this gateway is ${home.host}.`,
      fix: "That works only where a proxy of yours hands them on.",
      reply,
    };
  return { state: "passed", message: "Codes come back to this gateway.", reply };
}

/** Which step a refused ceremony stopped at. */
export function stepOfRefusal(code: GatewayError["code"]): StepName {
  if (code === "consent_denied" || code === "issuer_mismatch" || code.startsWith("state_"))
    return "authorize";
  if (code === "account_unreadable" || code === "installation_refused") return "read";
  return "token";
}

export const aboutRefusal = (error: GatewayError): Shown => ({
  state: "failed",
  message: error.detail ?? errorTable[error.code].title,
  fix: errorTable[error.code].next,
  reply: facts({ code: error.code }),
});

export function aboutToken(
  provider: Provider,
  exchanged: Exchanged,
  difference: ScopeDifference,
  now: number,
): Shown {
  const life = exchanged.expiresAt && Math.round((exchanged.expiresAt.getTime() - now) / 1000);
  const reply = facts({
    scopes: difference.granted.join(", ") || "none",
    missing: difference.missing.join(", "),
    not_asked_for: difference.extra.join(", "),
    access_token_lives_seconds: life,
    refresh_token: exchanged.hasRefreshToken ? "given" : "none",
    refresh_token_lives_seconds: exchanged.refreshSeconds,
  });
  if (provider.refreshTokenExpected && !exchanged.hasRefreshToken)
    return {
      state: "failed",
      message: "There was no refresh token.",
      fix: errorTable.refresh_token_missing.next,
      reply,
    };
  if (difference.missing.length > 0)
    return {
      state: "failed",
      message: `${provider.title} gave less than was asked for: ${difference.missing.join(", ")} ${difference.missing.length === 1 ? "is" : "are"} missing.`,
      fix: "Add these scopes to the app in the provider's console, and grant all of them.",
      reply,
    };
  if (difference.extra.length > 0)
    return {
      state: "attention",
      message: `${provider.title} gave more than was asked for.`,
      fix: "The gateway records what was not asked for and does not use it.",
      reply,
    };
  return { state: "passed", message: "The code was traded for tokens, with what was asked for.", reply };
}

export function aboutRead(provider: Provider, account: string, answer: TrialAnswer): Shown {
  const { label } = provider.probe;
  const reply = facts({ called: label, account, status: answer.status, answer: answer.word });
  if (answer.ok) return { state: "passed", message: `${label} answered, for ${account}.`, reply };
  return {
    state: "failed",
    message: `${label} did not answer with success.`,
    fix: `Look in ${provider.title}'s console whether this API is switched on for the app, then try again.`,
    reply,
  };
}

export function aboutRefresh(provider: Provider, answer: TrialRefresh | undefined): Shown {
  if (!answer)
    return {
      state: "skipped",
      message: "There is no refresh token: this access does not end by itself, or a person connects again.",
    };
  const { ok, status, word, rotated, lifeSeconds } = answer;
  const reply = facts({
    status,
    answer: word,
    refresh_token: ok ? (rotated ? "a new one" : "the same") : undefined,
    access_token_lives_seconds: lifeSeconds,
  });
  if (ok) return { state: "passed", message: "Access was renewed, and the new token works.", reply };
  return {
    state: "failed",
    message: `${provider.title} did not renew access.`,
    fix: "Check the client secret and that the app may ask for offline access, then try again.",
    reply,
  };
}

export const LIVE_ACCOUNT =
  "This account has a live connection here. It was left alone: the tokens of this rehearsal were forgotten, and nothing was ended.";

/** `dead`: whether the token was refused afterwards; undefined when it was not tried. */
export function aboutRollback(
  provider: Provider,
  receipt: RevocationReceipt,
  dead: boolean | undefined,
): Shown {
  const reply = facts({
    status: receipt.status,
    answer: receipt.detail,
    token_afterwards: dead === undefined ? undefined : dead ? "refused" : "still accepted",
  });
  if (!receipt.ok)
    return {
      state: "failed",
      message: receipt.detail,
      fix: `End this access in the account's own settings at ${provider.title}.`,
      reply,
    };
  if (dead === false)
    return {
      state: "attention",
      message: `${provider.title} says it was revoked, and still took the token right after.`,
      fix: "Some providers take a few minutes. Results are fenced here at once all the same.",
      reply,
    };
  return {
    state: "passed",
    message: `Ended at ${provider.title}. Nothing is left of this rehearsal there.`,
    reply,
  };
}

const SEEN = {
  redirect_mismatch: (redirect: string) => ({
    message: "The provider did not know the redirect address.",
    fix: `Register exactly this one in its console, letter by letter: ${redirect}`,
  }),
  not_allowed: () => ({
    message: "The provider did not let this account use the app.",
    fix: "Add the account as a test user, publish the app, or have the organisation's administrator allow it.",
  }),
  other: () => ({
    message: "The provider showed an error and did not come back.",
    fix: "Its page names the reason. Correct that in its console, then try again.",
  }),
} as const;
export type Seen = keyof typeof SEEN;

export const aboutStuck = (seen: Seen, redirect: string): Shown => ({
  state: "failed",
  ...SEEN[seen](redirect),
  reply: facts({ seen }),
});
