import { COLUMNS, type Row, type SignIn } from "./matrix.ts";

const BEGIN = "<!-- clients: written by `npm run test:clients -- --write` -->";
const END = "<!-- /clients -->";
const HEADS = [
  "Client",
  "Version",
  "Era",
  "Sign-in",
  "Lists",
  "Calls",
  "Missing connection",
  "Recovers",
  "After revoking",
];

/** Rows that differ in the way to sign in alone are one row of the table. */
function merged(rows: readonly Row[]): (Omit<Row, "signIn"> & { signIns: SignIn[] })[] {
  const found = new Map<string, Omit<Row, "signIn"> & { signIns: SignIn[] }>();
  for (const { signIn, ...row } of rows) {
    const key = JSON.stringify(row);
    const before = found.get(key);
    if (before) before.signIns.push(signIn);
    else found.set(key, { ...row, signIns: [signIn] });
  }
  return [...found.values()];
}

/** The results as a Markdown table: what works in few words, what does not with the reason below it. */
export function tableOf(rows: readonly Row[]): string {
  const notes: string[] = [];
  const note = (text: string): number => {
    if (!notes.includes(text)) notes.push(text);
    return notes.indexOf(text) + 1;
  };
  const lines = merged(rows).map((row) => {
    const cells = COLUMNS.map((column) => {
      const { ok, how, issue } = row[column];
      return ok ? how : `no (${note(issue ? `${how} (${issue})` : how)})`;
    });
    return `| ${[row.client, row.version, row.era, row.signIns.join("; "), ...cells].join(" | ")} |`;
  });
  const head = [`| ${HEADS.join(" | ")} |`, `|${" --- |".repeat(HEADS.length)}`];
  const below = notes.map((text, at) => `(${at + 1}) ${text}`);
  return [...head, ...lines, ...(below.length > 0 ? ["", below.join("  \n")] : [])].join("\n");
}

/** The part of a document between the markers; undefined where it has none. */
export function tableIn(document: string): string | undefined {
  const [, after] = document.split(BEGIN);
  return after?.split(END)[0]?.trim();
}

/** The document with this table between its markers. Throws where it has none. */
export function withTable(document: string, table: string): string {
  const before = document.indexOf(BEGIN);
  const after = document.indexOf(END);
  if (before < 0 || after < before) throw new Error(`the document has no place for the table: ${BEGIN}`);
  return `${document.slice(0, before + BEGIN.length)}\n${table}\n${document.slice(after)}`;
}
