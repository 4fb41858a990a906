import { OperatorError } from "../../gateway/operator-error.ts";
import type { Facts } from "./facts.ts";
import type { Options } from "./plan.ts";

const ID = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const FIELDS = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/;
/** Words that cannot name an export, and folders that are no servers. */
const RESERVED =
  /^(await|break|case|catch|class|const|continue|default|delete|do|else|enum|export|false|finally|for|function|if|import|in|new|null|package|private|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield|kit|providers|servers|index|contract|account)$/;

export const refuse = (message: string): never => {
  throw new OperatorError(message);
};

/** A name for a server or a provider. */
export function idOf(value: string | undefined, option: string): string {
  if (value === undefined) return refuse(`${option} is missing.`);
  if (!ID.test(value) || value.length < 2 || value.length > 28)
    return refuse(`${option} must be lower snake case, 2 to 28 characters.`);
  if (RESERVED.test(value)) return refuse(`${option} cannot be ${value}, which is a word of its own.`);
  return value;
}

/** Fields of the answer that say whose account it is. */
export function named(options: Options): { id?: readonly string[]; label?: readonly string[] } {
  const { "identity-id": id, "identity-label": label = id } = options;
  const odd = [...(id ?? []), ...(label ?? [])].find((one) => !FIELDS.test(one));
  if (odd !== undefined) refuse(`${odd} is no field of an answer, such as user.id.`);
  return { ...(id && { id }), ...(label && { label }) };
}

/** An https address, without a slash at its end. */
export function address(options: Options, name: keyof Options): string | undefined {
  const text = options[name];
  if (typeof text !== "string") return undefined;
  const url = URL.parse(text);
  if (url?.protocol !== "https:" || url.search || url.hash || url.username)
    return refuse(`--${name} must be an https address without query.`);
  return text.replace(/\/$/, "");
}

/** Scopes with the words that a person reads who grants them: `read=Read issues and projects`. */
export function scopeTitles(facts: Facts, options: Options): Record<string, string> {
  const known = facts.scopes.map((scope) => [scope, `${facts.title}: ${scope}`] as const);
  const given = (options.scope ?? []).map((text) => {
    const [scope = "", ...title] = text.split("=");
    if (!SCOPE.test(scope) || title.join("=").trim() === "")
      refuse(`--scope must be <scope>=<what it lets do>: ${text}`);
    return [scope, title.join("=").trim()] as const;
  });
  const all = Object.fromEntries([...known, ...given]);
  const lost = facts.identityScopes.filter((scope) => all[scope] === undefined);
  if (lost.length > 0) refuse(`Say what ${lost.join(", ")} lets do: --scope "${lost[0]}=…".`);
  return all;
}
