import type { Room } from "../api/contract.ts";

/** The first part of the query keys that show something of a room. A page with a key of its own adds it here. */
const keys: Record<Room, readonly string[]> = {
  connectors: [
    "connectors",
    "apps",
    "connector",
    "integrations",
    "missing",
    "mcps",
    "scope-use",
    "revoke-preview",
    "attention",
    "status",
    "names",
  ],
  integrations: ["integrations", "missing", "mcps", "connectors", "connector"],
  apps: ["apps", "rehearsals", "rehearsal", "catalog", "attention", "integrations", "mcps"],
  agents: ["agents", "missing", "attention", "names", "mcps"],
  tokens: ["tokens", "agents"],
  clients: ["oauth-clients", "issuers", "delegations", "agents"],
  approvals: ["approvals", "attention"],
  policies: ["policies", "agents", "mcps"],
  limits: ["limits", "guard"],
  members: ["members", "invitations", "names"],
  sessions: ["sessions"],
  audit: ["audit"],
  revocations: ["revocations", "revocation", "attention"],
  calls: ["overview", "activity", "guard"],
  workspace: ["workspace"],
};

export const rooms = Object.keys(keys) as Room[];

/** Which queries to read again after a hint. */
export function keysOf(changed: Iterable<Room>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const room of changed) for (const key of keys[room] ?? []) found.add(key);
  return found;
}
