import { PARTS, type Part } from "./token-set.ts";

/** Which parts' refresh tokens the provider refused for good, and why: they are never sent again. */
export type Refusals = Readonly<Partial<Record<Part, string>>>;

/** `main:invalid_grant user:refresh_lost`. */
export function readRefusals(text: string | null): Refusals {
  const pairs = (text ?? "").split(" ").flatMap((entry) => {
    const [part, cause] = entry.split(":");
    return cause && PARTS.includes(part as Part) ? [[part, cause]] : [];
  });
  return Object.fromEntries(pairs) as Refusals;
}

export function writeRefusals(refusals: Refusals): string | null {
  const entries = PARTS.flatMap((part) => (refusals[part] ? [`${part}:${refusals[part]}`] : []));
  return entries.join(" ") || null;
}

export const without = (refusals: Refusals, part: Part): Refusals =>
  Object.fromEntries(Object.entries(refusals).filter(([name]) => name !== part));
