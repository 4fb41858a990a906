import { z } from "zod";
import { type Api, batch, defineTool, failedSchema, PLAIN, path, ToolError } from "../kit/index.ts";
import { failedLines, ids, saidOf, target } from "./batch-contract.ts";
import { labelIdsOf, refuseFixed } from "./label-ids.ts";
import { MODIFY } from "./scopes.ts";

const labels = z.array(z.string().max(100)).max(20).optional();
const input = z.strictObject({ ids, target, add_label_ids: labels, remove_label_ids: labels });
type Input = z.output<typeof input>;

const output = z.object({
  changed: z.array(z.string()),
  failed: failedSchema,
  added: z.array(z.string()),
  removed: z.array(z.string()),
});
type Output = z.output<typeof output>;

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.threads/modify and users.messages/modify */
export const gmailModifyLabels = defineTool({
  name: "gmail_modify_labels",
  title: "Add and remove labels",
  description:
    "Add or remove labels, by id or name: archive (remove INBOX), mark read (remove UNREAD), star (STARRED), categorise.",
  effect: "write",
  idempotent: true,
  targets: "none",
  labels: PLAIN,
  scopes: [[MODIFY]],
  input,
  output,
  run: modify,
  render({ changed, failed, added, removed }) {
    const what = [
      ...(added.length > 0 ? [`added ${added.join(", ")}`] : []),
      ...(removed.length > 0 ? [`removed ${removed.join(", ")}`] : []),
    ].join("; ");
    return [`${changed.length} changed: ${what}.`, ...failedLines(failed)].join("\n");
  },
});

async function modify(
  api: Api,
  { ids, target, add_label_ids = [], remove_label_ids = [] }: Input,
): Promise<Output> {
  if (add_label_ids.length + remove_label_ids.length === 0) {
    throw new ToolError("bad_argument", "Name labels in `add_label_ids` or `remove_label_ids`.");
  }
  const labelOf = await labelIdsOf(api, [...add_label_ids, ...remove_label_ids]);
  const added = unique(add_label_ids.map(labelOf));
  const removed = unique(remove_label_ids.map(labelOf));
  for (const { id } of added) refuseFixed(id, true);
  for (const { id } of removed) refuseFixed(id, false);
  const both = added.find(({ id }) => removed.some((one) => one.id === id));
  if (both)
    throw new ToolError("bad_argument", `${both.name} is both to be added and removed. Nothing was changed.`);
  const body = { addLabelIds: added.map(({ id }) => id), removeLabelIds: removed.map(({ id }) => id) };
  const done = await batch(ids, 8, async (id) => {
    await api
      .post(target === "threads" ? path`/threads/${id}/modify` : path`/messages/${id}/modify`, body)
      .catch(saidOf(target, id));
  });
  return { ...done, added: added.map(({ name }) => name), removed: removed.map(({ name }) => name) };
}

function unique(some: readonly { id: string; name: string }[]) {
  return some.filter(({ id }, at) => some.findIndex((one) => one.id === id) === at);
}
