import { type KeyState, type KeyStatus, sumOf } from "../../../gateway/operator-keys.ts";
import { number } from "../text.ts";

const names = {
  credentials: "credentials",
  pending_authorizations: "pending authorizations",
  sealed_secrets: "app secrets",
  vault_roots: "roots",
} as const;
const tables = Object.keys(names) as (keyof typeof names)[];

export const rowsOf = (n: number): string => `${number(n)} ${n === 1 ? "row" : "rows"}`;

/** `credentials 3, roots 1`; "none" for nothing. */
export function usesOf(rows: KeyState["rows"]): string {
  const used = tables.filter((table) => rows[table] > 0);
  return used.map((table) => `${names[table]} ${number(rows[table])}`).join(", ") || "none";
}

const places: Record<KeyStatus["kind"], string> = {
  environment: "VAULT_KEYS",
  file: "the key file",
  aws_kms: "AWS KMS",
};

function verdict({ id, current, here, rows }: KeyState, total: number): string {
  if (current) return `current, seals everything new`;
  if (!here) return `MISSING: ${rowsOf(total)} cannot be opened. Put the key back`;
  if (total > 0) return `in use. Move its rows: valetkey keys rotate (${usesOf(rows)})`;
  return `not used. It may be removed: valetkey keys remove ${id}`;
}

/** A line for each key under a heading. */
export function statusLines({ kind, file, keys }: KeyStatus): string {
  const width = Math.max(3, ...keys.map(({ id }) => id.length));
  const counts = (state: KeyState) =>
    tables.map((table) => number(state.rows[table]).padStart(names[table].length));
  const heading = `${"key".padEnd(width)}  ${tables.map((table) => names[table]).join("  ")}\n`;
  const lines = keys.map(
    (state) =>
      `${state.id.padEnd(width)}  ${counts(state).join("  ")}  ${verdict(state, sumOf(state.rows))}\n`,
  );
  return `Keys from ${places[kind]}${file ? ` ${file}` : ""}\n\n${heading}${lines.join("")}`;
}
