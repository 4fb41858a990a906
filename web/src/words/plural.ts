import { late } from "./late.ts";

const number = late(() => new Intl.NumberFormat("en"));
const rules = late(() => new Intl.PluralRules("en"));

/** `#` stands for the number. English has these two; a translation may say more of `Intl.LDMLPluralRule`. */
type Forms = { zero?: string; one: string; other: string };

/** A whole sentence for a number: `plural(3, { one: "# agent is ready", other: "# agents are ready" })`. */
export function plural(count: number, { zero, one, other }: Forms): string {
  if (count === 0 && zero !== undefined) return zero;
  return (rules().select(count) === "one" ? one : other).replaceAll("#", number().format(count));
}
