import type { ReactNode } from "react";
import { and, count } from "./format.ts";
import { line } from "./line.ts";
import { plural } from "./plural.ts";

export const revokeWords = {
  loses: (agents: number, people: number, tools: number, account: string) => {
    const a = plural(agents, { zero: "No agent", one: "# agent", other: "# agents" });
    const p = plural(people, { zero: "nobody", one: "# person", other: "# people" });
    const t = plural(tools, { one: "# tool", other: "# tools" });
    return { before: `${a} and ${p} lose ${t} on `, account, after: " now." };
  },
  agents: (names: readonly string[]) => `Agents: ${and(names)}`,
  tokens: (tokens: number) =>
    plural(tokens, { one: "# API token can reach it.", other: "# API tokens can reach it." }),
  calls: (calls: number) =>
    plural(calls, { one: "# call in the last 7 days.", other: "# calls in the last 7 days." }),
  pending: (approvals: number) =>
    plural(approvals, {
      zero: "No call waits for a person's word.",
      one: "# call that waits for a person's word will fail.",
      other: "# calls that wait for a person's word will fail.",
    }),
  dryRun: (calls: number) =>
    plural(calls, {
      zero: "No call of the last 24 hours would have failed.",
      one: "# call of the last 24 hours would have failed",
      other: "# calls of the last 24 hours would have failed",
    }),
  by: (name: string, tool: string, calls: number) =>
    `${name}: ${tool}, ${plural(calls, { one: "# call", other: "# calls" })}`,
  exportList: "Download the list",
  listFile: (slug: string) => `${slug}-impact.csv`,
  pause: "Pause instead",
  pauseWhy: "Switched off it keeps its access, serves no call, and can be switched on again.",
  paused: (name: string) => `${name} switched off`,
  unpaused: (name: string) => `${name} switched on again`,
  pauseFailed: (name: string) => `Failed to switch ${name} off`,
  manyTitle: (number: number) =>
    plural(number, { one: "Revoke # connector?", other: "Revoke # connectors?" }),
  manyDone: (number: number) => plural(number, { one: "# connector revoked", other: "# connectors revoked" }),
  manyLoading: "Loading what would stop working",
  manyLoses: (agents: number, people: number, calls: number) =>
    `${plural(agents, { zero: "No agent", one: "# agent", other: "# agents" })} and ${plural(people, { zero: "nobody", one: "# person", other: "# people" })} lose access now; ${plural(calls, { one: "# call", other: "# calls" })} in the last 7 days.`,
  manyType: (number: number) => `revoke ${number}`,
  manyAct: (number: number) => plural(number, { one: "Revoke # connector", other: "Revoke # connectors" }),
  manyKeep: "Keep them",
  manyProgress: "Revoking connectors",
  manyFinal:
    "The providers are told to revoke the access too. That cannot be undone; each has to be authorized again.",
  manyPreviewFailed: (number: number) =>
    plural(number, {
      one: "For # connector it could not be told what would stop working.",
      other: "For # connectors it could not be told what would stop working.",
    }),
  removedHere: (number: number) => plural(number, { one: "Removed here: #", other: "Removed here: #" }),
  atProvider: (state: string, number: number) => `Revoked at provider: ${state}, ${count(number)}`,
  notRevoked: (name: string) => `${name} was not revoked`,

  callsUnderWayAreCutOff: "Calls under way are cut off; their results are dropped.",
  isToldToRevokeAccessToo: (title: string) =>
    `${title} is told to revoke the access too. That cannot be undone; you can authorize again at any time.`,
  isToldToRevokeThisAccess: (title: string, slugs: string, siblings: number) =>
    plural(siblings, {
      one: `${title} is told to revoke this access alone: ${slugs} on the same account goes on.`,
      other: `${title} is told to revoke this access alone: ${slugs} on the same account go on.`,
    }),
  revokedRemovedHere: (name: string) => `${name} revoked. Removed here.`,
  endedToo: (slugs: string) => `Ended too, because they are on the same account: ${slugs}.`,
  typeToConfirm: (name: string) => `Type ${name} to confirm`,
  failedToRevoke: (name: string) => `Failed to revoke ${name}`,
  keep: (name: string) => `Keep ${name}`,
  revoke: (name: string) => `Revoke ${name}`,
  manyConfirm: (word: ReactNode) => line`Type ${word} to confirm`,
} as const;
