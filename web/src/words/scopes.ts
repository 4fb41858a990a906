import { and } from "./format.ts";
import { plural } from "./plural.ts";

/** Where access is picked. */
export const scopeWords = {
  presets: "Presets",
  readOnly: "Read only",
  readAndDraft: "Read and draft",
  everything: "Everything",
  suggested: "As it was used",
  suggestedWhy: (days: string) => `The tools that were called since ${days}.`,
  view: "View",
  byTool: "By tool",
  byScope: "By scope",
  byScopeNote: "Seen from the scopes: ticking one picks the tools that it serves.",
  search: "Search tools",
  noTool: "No tool matches.",
  clear: "Clear search",
  scopeTools: (tools: readonly string[]) => and(tools),
  advanced: "Advanced: scope names",
  paste: "Scopes to start from",
  pasteHint: "As they stand in another tool's settings, with commas, spaces or lines between them.",
  take: "Pick the tools they serve",
  took: (tools: number) =>
    plural(tools, {
      zero: "No tool is served by these alone.",
      one: "# tool picked.",
      other: "# tools picked.",
    }),
  unknown: (names: readonly string[]) => `Not a scope of this provider: ${and(names)}.`,
  review: {
    basic: "no review",
    sensitive: "the provider may verify the app first",
    restricted: "the provider may ask for a security review of the app",
  },
  narrowed: "What is dropped goes only when the new access has been given: reconnecting is what narrows it.",
  link: "Copy link to this choice",
  linkWhat: "link to this choice",
} as const;

export const effect = {
  read: "Read",
  write: "Write",
  cannotBeUndone: "Cannot be undone",
} as const;

export const serverGroup = {
  of: (title: string, count: number, names: number) => `${title} (${count} of ${names})`,
  moreAccessForTheseTools: "More access for these tools",
} as const;

export const summary = {
  whatWillBeAsked: "What will be asked for",
  failedToCountScopes: "Failed to count the scopes",
  alwaysAsked: (scopes: string) => `Always asked, to know whose account it is: ${scopes}.`,
  pickAtLeastOneTool: "Pick at least one tool.",
  tools: (picked: number) => plural(picked, { one: "# tool", other: "# tools" }),
  toolsNeedsScopes: (count: number, scopes: number) =>
    `${plural(count, { one: "# tool", other: "# tools" })} ${count === 1 ? "needs" : "need"} ${plural(scopes, { one: "# scope", other: "# scopes" })}`,
} as const;
