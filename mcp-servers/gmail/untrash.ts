import { z } from "zod";
import { type Api, batch, defineTool, failedSchema, PLAIN, path } from "../kit/index.ts";
import { failedLines, ids, saidOf, target } from "./batch-contract.ts";
import { MODIFY } from "./scopes.ts";

const input = z.strictObject({ ids, target });
type Input = z.output<typeof input>;

const output = z.object({ changed: z.array(z.string()), failed: failedSchema });
type Output = z.output<typeof output>;

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.threads/untrash and users.messages/untrash */
export const gmailUntrash = defineTool({
  name: "gmail_untrash",
  title: "Restore from Trash",
  description: "Restore threads or messages from Trash.",
  effect: "write",
  idempotent: true,
  targets: "none",
  labels: PLAIN,
  scopes: [[MODIFY]],
  input,
  output,
  run: untrash,
  render({ changed, failed }) {
    const where = "What does not show in the inbox is in All Mail: gmail_modify_labels adds INBOX.";
    return [
      `${changed.length} restored from Trash. ${changed.length > 0 ? where : ""}`.trim(),
      ...failedLines(failed),
    ].join("\n");
  },
});

async function untrash(api: Api, { ids, target }: Input): Promise<Output> {
  return batch(ids, 8, async (id) => {
    await api
      .post(target === "threads" ? path`/threads/${id}/untrash` : path`/messages/${id}/untrash`)
      .catch(saidOf(target, id));
  });
}
