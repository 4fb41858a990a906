import { ToolError } from "../kit/index.ts";
import type { Issue } from "./upstream.ts";

/** What is asked for. */
export interface Wanted {
  title?: string | undefined;
  body?: string | undefined;
  state?: "open" | "closed" | undefined;
  state_reason?: keyof typeof STATE_OF | undefined;
  labels_add?: readonly string[] | undefined;
  labels_remove?: readonly string[] | undefined;
  assignees_add?: readonly string[] | undefined;
  assignees_remove?: readonly string[] | undefined;
}

/** What has to be done to an issue. Names as GitHub has them, where it has them. */
export interface Edit {
  fields: { title?: string; body?: string; state?: string; state_reason?: string };
  labelsAdd: string[];
  labelsRemove: string[];
  assigneesAdd: string[];
  assigneesRemove: string[];
}

const STATE_OF = {
  completed: "closed",
  not_planned: "closed",
  duplicate: "closed",
  reopened: "open",
} as const;

/**
 * What has to be done for the arguments; with the issue as it is, less what is so already. Pure. Throws `bad_argument`
 * for arguments that contradict each other or change nothing.
 */
export function editOf(asked: Wanted, now: Issue | undefined): Edit {
  const { title, body, state_reason: reason } = asked;
  if (title !== undefined && title.trim() === "")
    throw new ToolError("bad_argument", "`title` is empty. Nothing was changed.");
  const state = asked.state ?? (reason && STATE_OF[reason]);
  if (reason !== undefined && STATE_OF[reason] !== state)
    throw new ToolError("bad_argument", `\`state_reason\` ${reason} does not go with state ${state}.`);
  const labels = apart(asked.labels_add, asked.labels_remove, "labels");
  const people = apart(asked.assignees_add, asked.assignees_remove, "assignees");
  const fields = {
    ...(title !== undefined && { title }),
    ...(body !== undefined && { body }),
    ...(state !== undefined && { state, ...(reason && { state_reason: reason }) }),
  };
  if (
    Object.keys(fields).length +
      labels.add.length +
      labels.remove.length +
      people.add.length +
      people.remove.length ===
    0
  )
    throw new ToolError("bad_argument", "Nothing is given that could be changed.");
  const has = now?.labels ?? [];
  const assigned = now?.assignees ?? [];
  return {
    fields: now ? changed(fields, now) : fields,
    labelsAdd: labels.add.filter((name) => !find(has, name)),
    labelsRemove: now ? labels.remove.flatMap((name) => find(has, name) ?? []) : labels.remove,
    assigneesAdd: people.add.filter((name) => !find(assigned, name)),
    assigneesRemove: now ? people.remove.flatMap((name) => find(assigned, name) ?? []) : people.remove,
  };
}

function changed(fields: Edit["fields"], now: Issue): Edit["fields"] {
  const { title, body, state, state_reason: reason } = fields;
  const sameState = state === now.state && (reason === undefined || reason === now.state_reason);
  return {
    ...(title !== undefined && title !== now.title && { title }),
    ...(body !== undefined && body !== now.body && { body }),
    ...(state !== undefined && !sameState && { state, ...(reason && { state_reason: reason }) }),
  };
}

/** GitHub's names do not differ by case alone. */
const find = (names: readonly string[], name: string): string | undefined =>
  names.find((one) => one.toLowerCase() === name.toLowerCase());

function apart(add: readonly string[] = [], remove: readonly string[] = [], what: string) {
  const both = add.find((name) => find(remove, name));
  if (both !== undefined)
    throw new ToolError("bad_argument", `${both} is both in ${what}_add and in ${what}_remove.`);
  return { add: [...new Set(add)], remove: [...new Set(remove)] };
}
