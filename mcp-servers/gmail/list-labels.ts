import { z } from "zod";
import { type Api, defineTool, eachOf, fitResult, LOOKS, path, readAnswer, ToolError } from "../kit/index.ts";
import { labelName, labelRow, listLabels } from "./labels.ts";
import { LABELS, READONLY } from "./scopes.ts";
import { type Label, labelSchema } from "./upstream.ts";

/** Gmail counts label by label; an account may have thousands. */
const COUNTED = 200;
const AT_ONCE = 8;

const output = z.object({ items: z.array(labelRow), warnings: z.array(z.string()).optional() });
type Output = z.output<typeof output>;

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.labels (the list has no counts) */
export const gmailListLabels = defineTool({
  name: "gmail_list_labels",
  title: "List labels",
  description: "List labels with ids and unread counts.",
  effect: "read",
  targets: "none",
  labels: LOOKS,
  scopes: [[LABELS], [READONLY]],
  input: z.strictObject({ kind: z.enum(["all", "user", "system"]).default("all") }),
  output,
  async run(api, { kind }) {
    const labels = (await listLabels(api)).filter((label) => kind === "all" || typeOf(label) === kind);
    const counts = await eachOf(labels.slice(0, COUNTED), AT_ONCE, (label) => unreadOf(api, label));
    const rows = labels
      .map((label, at) => row(label, counts[at]))
      .sort((a, b) => a.type.localeCompare(b.type) || a.name.localeCompare(b.name));
    return fitResult((share) => page(rows, share), render);
  },
  render,
});

function typeOf(label: Label): "system" | "user" {
  return label.type === "system" ? "system" : "user";
}

function row(label: Label, unread: number | undefined): Output["items"][number] {
  return {
    label_id: label.id,
    name: labelName(label),
    type: typeOf(label),
    ...(unread === undefined ? {} : { unread }),
  };
}

/** Undefined when the label was deleted meanwhile. */
async function unreadOf(api: Api, label: Label): Promise<number | undefined> {
  try {
    return readAnswer(labelSchema, await api.get(path`/labels/${label.id}`)).threadsUnread;
  } catch (error) {
    if (error instanceof ToolError && error.fault === "not_found") return undefined;
    throw error;
  }
}

function page(rows: Output["items"], share: number): Output {
  const items = rows.slice(0, Math.max(1, Math.floor(rows.length * share)));
  const warnings: string[] = [];
  if (rows.length > COUNTED)
    warnings.push(`Unread was counted for ${COUNTED} of ${rows.length} labels only.`);
  if (items.length < rows.length) {
    warnings.push(
      `Only ${items.length} of ${rows.length} labels fit in one result. Ask with \`kind\` to see fewer.`,
    );
  }
  return { items, ...(warnings.length > 0 ? { warnings } : {}) };
}

function render({ items, warnings }: Output): string {
  const lines = items.map(
    ({ label_id, name, type, unread }) =>
      `- ${name} (${type}, id ${label_id})${unread ? `: ${unread} unread` : ""}`,
  );
  return [`${items.length} labels`, ...lines, ...(warnings ?? []).map((text) => `[${text}]`)].join("\n");
}
