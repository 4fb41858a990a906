import type { Room } from "../api/contract/live.ts";
import type { Principal } from "../context.ts";

type Permissions = Principal["permissions"];
type Permission = Permissions extends ReadonlySet<infer P> ? P : never;

/** That something in a room changed. `person`: it concerns this member (`usr_…`), who may know of it whatever their role. */
export interface Hint {
  room: Room;
  person?: string | undefined;
  /** One of many: hearing of it once a second is enough. */
  slow?: boolean | undefined;
}

/** Who reads all of a room; `member`: everybody reads some of it. The same as its routes ask for. */
const READERS: Record<Room, Permission | "member"> = {
  connectors: "workspace.read",
  integrations: "member",
  apps: "connectors.manage",
  agents: "tokens.manage",
  tokens: "tokens.manage",
  clients: "tokens.manage",
  approvals: "workspace.read",
  policies: "workspace.read",
  limits: "connectors.manage",
  members: "workspace.read",
  sessions: "members.manage",
  audit: "audit.read",
  revocations: "connectors.manage",
  calls: "workspace.read",
  workspace: "member",
};
/** Rooms of which every member reads what is theirs. */
const OWN: ReadonlySet<Room> = new Set(["approvals", "clients", "sessions", "tokens"]);

export interface Listener {
  userId: string | undefined;
  permissions: Permissions;
}

const readsAll = (room: Room, { permissions }: Listener): boolean => {
  const reader = READERS[room];
  return reader === "member" || permissions.has(reader);
};

/** Rooms of which somebody may hear at all. */
export const roomsOf = (who: Listener): Room[] =>
  (Object.keys(READERS) as Room[]).filter((room) => readsAll(room, who) || OWN.has(room));

/** Pure: whether this person may hear of it. */
export const mayHear = (who: Listener, { room, person }: Hint): boolean =>
  readsAll(room, who) || (OWN.has(room) && person !== undefined && person === who.userId);

/** As much of an audit row as hints are made of. */
export interface Recorded {
  type: string;
  actorKind: string;
  actorId: string | null;
  targetKind: string | null;
  targetId: string | null;
  data: unknown;
}

/** By the type's first word; an event of the log is a change of the log besides. */
const BY_KIND: Readonly<Record<string, readonly Room[]>> = {
  sign_in: ["sessions"],
  sign_out: ["sessions"],
  sessions: ["sessions"],
  sign_in_link: ["members"],
  identity: ["members"],
  member: ["members", "sessions"],
  invitation: ["members"],
  workspace: ["workspace"],
  agent: ["agents"],
  token: ["tokens", "agents"],
  oauth_client: ["clients"],
  agent_client: ["clients", "agents"],
  trusted_issuer: ["clients"],
  connector: ["connectors", "integrations"],
  grant: ["connectors", "integrations", "revocations"],
  refresh: ["connectors", "integrations"],
  upstream: ["connectors", "revocations"],
  revocation: ["revocations"],
  app: ["apps", "integrations"],
  policy: ["policies"],
  guard: ["policies", "agents"],
  approval: ["approvals"],
  limit: ["limits"],
  attention: ["connectors"],
};
const CALLS = new Set(["tool", "file"]);

const isPerson = (id: unknown): id is string => typeof id === "string" && id.startsWith("usr_");

/** The one member that an event is about, if it is about one. */
function personOf({ actorId, targetId, targetKind, data }: Recorded): string | undefined {
  const facts = (data ?? {}) as Record<string, unknown>;
  const caller = typeof facts.caller === "string" ? facts.caller.split(":").at(-1) : undefined;
  const candidates = [targetKind === "member" && targetId, facts.on_behalf_of, facts.user, facts.subject];
  return [...candidates, caller, actorId].find(isPerson);
}

/** Pure: what an event that was recorded changes. */
export function hintsOfEvent(event: Recorded): Hint[] {
  const kind = event.type.split(".", 1)[0] ?? "";
  if (CALLS.has(kind))
    return [
      { room: "calls", slow: true },
      { room: "audit", slow: true },
    ];
  const person = personOf(event);
  return [{ room: "audit" }, ...(BY_KIND[kind] ?? []).map((room) => ({ room, person }))];
}

/**
 * What a change of a table changes: heard on every replica with the commit itself, also when the replica that made it
 * died before it had recorded it.
 */
export const ROOMS_OF_TABLE: Readonly<Record<string, readonly Room[]>> = {
  connectors: ["connectors", "integrations"],
  grants: ["connectors", "integrations"],
  provider_apps: ["apps", "integrations"],
  agents: ["agents"],
  api_tokens: ["tokens"],
  client_consents: ["clients"],
  agent_clients: ["clients"],
  approvals: ["approvals"],
  limits: ["limits"],
  policy_rules: ["policies"],
  policy_settings: ["policies"],
  members: ["members"],
};
