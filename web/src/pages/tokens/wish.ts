import type { TokenWish } from "../../api/tokens.ts";
import { wish as words } from "../../words/tokens.ts";

/** What the form holds: always strings and sets, so that every control is controlled. */
export type Draft = {
  name: string;
  /** `me`, `new`, or the id of an agent. */
  subject: string;
  agentName: string;
  /** The agent acts for the person who makes the token. */
  forMe: boolean;
  servers: ReadonlySet<string>;
  readOnly: boolean;
  /** Days; empty: never. */
  days: string;
};

export const blank: Draft = {
  name: "",
  subject: "new",
  agentName: "",
  forMe: false,
  servers: new Set(),
  readOnly: false,
  days: "90",
};

export type Faults = { name?: string; agentName?: string };

export function faultsOf(draft: Draft): Faults {
  const faults: Faults = {};
  if (!draft.name.trim()) faults.name = words.giveTokenName;
  if (draft.subject === "new" && !draft.agentName.trim()) faults.agentName = words.nameAgent;
  return faults;
}

export function wishOf(draft: Draft, me: string): TokenWish {
  const common = {
    name: draft.name.trim(),
    servers: [...draft.servers],
    read_only: draft.readOnly,
    expires_in_days: draft.days === "" ? null : Number(draft.days),
  };
  if (draft.subject === "me") return { ...common, user: me };
  if (draft.subject === "new") return { ...common, agentName: draft.agentName.trim() };
  return { ...common, agent: draft.subject, ...(draft.forMe && { user: me }) };
}
