import type { ReactNode } from "react";
import { line } from "./line.ts";
import { plural } from "./plural.ts";

export const diff = {
  anyConnector: "any connector",
  noConnector: "no connector",
  agentMayDoMoreThanBefore: "The agent may do more than before. It counts as soon as you save.",
  agentMayDoSameAsBefore: "The agent may do the same as before.",
  agentMayDoLessThanBefore:
    "The agent may do less than before. Calls that are no longer listed are refused at once.",
  untilNowItHadNoManifest: "Until now it had no manifest: it could use whatever its tokens may.",
  fromThenOnItMayUse: "From then on it may use whatever its tokens may.",
  added: "Added",
  widened: "Widened",
  removed: "Removed",
  narrowed: "Narrowed",
  tools: (rows: number) => plural(rows, { one: "# tool", other: "# tools" }),
} as const;

export const draft = {
  noJson: (line: number | undefined) =>
    line === undefined ? "This is no JSON." : `This is no JSON, in line ${line}.`,
  noManifest: "This is no manifest.",
} as const;

export const editor = {
  view: "View",
  pickTools: "Pick tools",
  json: "JSON",
  manifestAsJson: "Manifest as JSON",
  toolsByName: "Tools by name; a connector by its slug, or none for any that serves the tool.",
  correctJsonFirst: "Correct the JSON first.",
  correctErrorsFirst: "Correct the errors first.",
  nothingIsChanged: "Nothing is changed.",
  reviewAndSave: "Review and save",
  discardChanges: "Discard changes",
  takeManifestAway: "Take the manifest away",
} as const;

export const manifestTab = {
  manifest: (name: string) => `the manifest of ${name}`,
  savedVersion: (name: string | undefined, version: number, latest: ReactNode) =>
    line`${name ?? "Somebody else"} saved version ${version} ${latest}, while you were editing. Your changes are still here and not saved.`,
  keepMine: "Keep mine, compare with theirs",
  takeTheirs: "Take theirs",
  manifestWouldBeTakenAway: "The manifest would be taken away: the agent could use whatever its tokens may.",
  thisAgentHasNoManifest: "This agent has no manifest: it may use whatever its tokens may.",
  reviewAndTakeItAway: "Review and take it away",
  keepManifest: "Keep the manifest",
  writeManifest: "Write a manifest",
} as const;

export const picker = {
  failedToLoadToolsAndConnectors: "Failed to load tools and connectors",
  searchTools: "Search tools",
  noToolMatches: "No tool matches.",
  ofTools: (count: number, all: number) => `${count} of ${all} tools`,
  allThatAreShown: "All that are shown",
  allOf: (title: string) => `All of ${title}`,
  connector: "Connector",
  connectorOf: (title: string) => `Connector for ${title}`,
  anyThatServesTool: "Any that serves the tool",
  notSameForAll: "Not the same for all: see JSON",
} as const;

export const reviewDialog = {
  whatChanges: (name: string) => `What changes for ${name}`,
  manifestSavedAsVersion: (version: number) => `Manifest saved as version ${version}`,
  changeCouldNotBeCompared: "The change could not be compared",
  failedToSaveManifest: "Failed to save the manifest",
  goOnEditing: "Go on editing",
  takeManifestAway: "Take the manifest away",
  saveManifest: "Save manifest",
} as const;

export const versions = {
  versionIsInEditor: (version: number) => `Version ${version} is in the editor, not saved yet`,
  versionsSavedSoFar: (versions: number) =>
    plural(versions, { one: "# version saved so far", other: "# versions saved so far" }),
  failedToLoadVersion: "Failed to load the version",
  versionNoManifest: (version: number, tools: number | null, name: string, changedAt: ReactNode) =>
    line`Version ${version}, ${tools === null ? "no manifest" : `${plural(tools, { one: "# tool", other: "# tools" })}`}; ${name}, ${changedAt}`,
  now: "Now",
  takeVersionIntoEditor: (version: number) => `Take version ${version} into the editor`,
} as const;
