import { type Api, ToolError } from "../kit/index.ts";
import { labelName, listLabels, SYSTEM } from "./labels.ts";
import type { Label } from "./upstream.ts";

/** How many labels a refusal names. */
const NAMED = 15;

/** Labels of Gmail that only Gmail itself sets: https://developers.google.com/workspace/gmail/api/guides/labels */
const FIXED = new Set(["SENT", "DRAFT", "CHAT"]);

/** Ids for labels that are given by id or by name (case does not count). An unknown one is refused with those there are. */
export async function labelIdsOf(
  api: Api,
  wanted: readonly string[],
): Promise<(given: string) => { id: string; name: string }> {
  const needsList = !wanted.every((one) => SYSTEM.has(one));
  const own = needsList ? await listLabels(api) : [];
  const byId = new Map<string, string>([
    ...SYSTEM,
    ...own.map((label) => [label.id, labelName(label)] as const),
  ]);
  return (given) => {
    const exact = byId.get(given);
    if (exact !== undefined) return { id: given, name: exact };
    const named = [...byId].filter(([, name]) => same(name, given));
    const [found] = named;
    if (found && named.length === 1) return { id: found[0], name: found[1] };
    throw named.length > 1 ? several(given, named) : unknown(given, own);
  };
}

const same = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();

function several(given: string, named: readonly (readonly [string, string])[]): ToolError {
  const ids = named.slice(0, NAMED).map(([id]) => id);
  return new ToolError(
    "bad_argument",
    `${JSON.stringify(given.slice(0, 60))} names several labels: ${ids.join(", ")}. Give one of these ids. Nothing was changed.`,
  );
}

function unknown(given: string, own: readonly Label[]): ToolError {
  const word = given.trim().toLowerCase();
  const users = own.filter((label) => label.type === "user");
  const near = users.filter((label) => label.name.toLowerCase().includes(word));
  const shown = (near.length > 0 ? near : users).slice(0, NAMED);
  const list = shown.map((label) => `${label.name.slice(0, 60)} (${label.id})`).join(", ");
  const more = users.length - shown.length;
  return new ToolError(
    "bad_argument",
    `There is no label ${JSON.stringify(given.slice(0, 60))}. Nothing was changed. Own labels: ${list || "none"}${
      more > 0 ? ` and ${more} more` : ""
    }; gmail_list_labels lists all.`,
  );
}

/** Refuses what `modify` must not do under its effect, `write`: only another tool moves mail to where it is deleted. */
export function refuseFixed(id: string, adding: boolean): void {
  const refuse = (why: string) => {
    throw new ToolError("bad_argument", `${why} Nothing was changed.`);
  };
  if (FIXED.has(id)) refuse(`${id} is set by Gmail alone.`);
  if (id === "TRASH")
    refuse(
      adding ? "To move mail to Trash use gmail_trash." : "To take mail out of Trash use gmail_untrash.",
    );
  if (id === "SPAM" && adding)
    refuse("Mail in Spam is deleted after 30 days: use gmail_trash to throw it away.");
}
