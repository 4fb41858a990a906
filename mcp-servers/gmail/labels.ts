import { z } from "zod";
import { type Api, readAnswer } from "../kit/index.ts";
import { type Label, labelListSchema } from "./upstream.ts";

/** The names Gmail's own pages give its system labels. */
const NAMES: Readonly<Record<string, string>> = {
  INBOX: "Inbox",
  SENT: "Sent",
  DRAFT: "Drafts",
  TRASH: "Trash",
  SPAM: "Spam",
  STARRED: "Starred",
  IMPORTANT: "Important",
  UNREAD: "Unread",
  CHAT: "Chats",
  CATEGORY_PERSONAL: "Primary",
  CATEGORY_SOCIAL: "Social",
  CATEGORY_PROMOTIONS: "Promotions",
  CATEGORY_UPDATES: "Updates",
  CATEGORY_FORUMS: "Forums",
};
export const SYSTEM: ReadonlyMap<string, string> = new Map(Object.entries(NAMES));

export const labelRow = z.object({
  label_id: z.string(),
  name: z.string(),
  type: z.enum(["system", "user"]),
  /** Unread conversations; absent where it was not counted. */
  unread: z.number().int().optional(),
});

/** What a label is called. */
export function labelName(label: Pick<Label, "id" | "name">): string {
  return SYSTEM.get(label.id) ?? (label.name === "" ? label.id : label.name);
}

export async function listLabels(api: Api): Promise<Label[]> {
  return readAnswer(labelListSchema, await api.get("/labels")).labels;
}

/** Names for label ids. Asks Gmail only when an id is not one of the well-known ones. */
export async function labelNames(api: Api, ids: Iterable<string>): Promise<(id: string) => string> {
  const known = new Map(SYSTEM);
  for (const id of ids) {
    if (known.has(id)) continue;
    for (const label of await listLabels(api)) known.set(label.id, labelName(label));
    break;
  }
  return (id) => known.get(id) ?? id;
}
