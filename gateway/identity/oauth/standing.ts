import { errors } from "oidc-provider";
import type { Principal } from "../../context.ts";
import type { System } from "../../db/index.ts";
import { GatewayError } from "../../errors.ts";
import { mayActFor } from "../delegation.ts";
import { readManifest, toolsOf } from "../manifest.ts";
import { mint } from "../principal.ts";
import { hashOf } from "./ids.ts";
import type { Resources } from "./resources.ts";

/** What a token of an agent's own client or of a consent stands on, as it is in the database now. */
export interface Standing {
  /** Throw oidc-provider's `InvalidGrant`: for the token endpoint. */
  ofConsent(consentId: string | undefined): Promise<{ workspaceId: string }>;
  ofAgentClient(clientId: string): Promise<{ workspaceId: string }>;
  /** Who a checked token is; undefined: what it stood on has fallen. Throws `agent_paused`. */
  principalOf(token: TokenClaims): Promise<Principal | undefined>;
}

/** As much of an access token as is needed, after its signature was checked. */
export interface TokenClaims {
  clientId: string;
  subject: string;
  workspaceId: string;
  /** Absent: an agent's own client. */
  grant: string | undefined;
  resource: string;
  canWrite: boolean;
  /** Milliseconds since 1970, of whole seconds. */
  issuedAt: number;
}

const stands = { revokedAt: null };
const inUse = { workspace: { deletedAt: null } };

async function findConsent({ tables }: System, id: string) {
  const row = await tables.clientConsent.findFirst({
    where: { id, ...stands, member: inUse },
    include: { member: { include: { user: true } }, agent: true },
  });
  const isAllowed = row && (!row.agent || mayActFor(row.agent, row.userId));
  return isAllowed ? row : undefined;
}

const findAgentClient = ({ tables }: System, id: string) =>
  tables.agentClient.findFirst({ where: { id, ...stands, agent: inUse }, include: { agent: true } });

/** A paused agent keeps what it has and is not served. */
function requireRunning(agent: { pausedAt: Date | null } | null): void {
  if (agent?.pausedAt) throw new GatewayError("agent_paused");
}

async function consented(system: System, resources: Resources, token: TokenClaims, grant: string) {
  const consentId = grant.split(".")[0] ?? "";
  const row = await findConsent(system, consentId);
  const { workspaceId, clientId, subject, resource } = token;
  const fits = row?.workspaceId === workspaceId && row.clientId === clientId && row.userId === subject;
  if (!row || !fits || row.resource !== resource) return undefined;
  requireRunning(row.agent);
  const kept = { model: "Grant", idHash: hashOf(grant), expiresAt: { gt: new Date() } };
  if ((await system.tables.oauthRecord.count({ where: kept })) === 0) return undefined;
  const { user } = row.member;
  const behind = new Set(resources.serversOf(resource));
  return mint({
    workspaceId,
    kind: row.agent ? "agent" : "user",
    id: row.agent?.id ?? user.id,
    label: row.agent?.name ?? user.email,
    userId: user.id,
    agentId: row.agent?.id,
    role: undefined,
    permissions: new Set(), // a token calls tools; it administers nothing
    via: "oauth",
    credentialId: row.id,
    clientId,
    servers: new Set(row.servers.filter((server) => behind.has(server))),
    readOnly: row.readOnly || !token.canWrite,
    tools: row.agent ? toolsOf([], readManifest(row.agent.manifest)) : undefined,
  });
}

async function ownClient(system: System, resources: Resources, token: TokenClaims) {
  const { workspaceId, clientId, subject, resource, canWrite } = token;
  const row = await findAgentClient(system, clientId);
  if (row?.workspaceId !== workspaceId || subject !== clientId) return undefined;
  // Times of tokens are whole seconds: of the second of a rotation itself, none is taken to be later.
  if (row.tokensFrom && token.issuedAt < row.tokensFrom.getTime()) return undefined;
  const { agent } = row;
  requireRunning(agent);
  return mint({
    workspaceId,
    kind: "agent",
    id: agent.id,
    label: agent.name,
    userId: undefined,
    agentId: agent.id,
    role: undefined,
    permissions: new Set(),
    via: "oauth",
    credentialId: row.id,
    clientId,
    servers: new Set(resources.serversOf(resource)),
    readOnly: row.readOnly || !canWrite,
    tools: toolsOf([], readManifest(agent.manifest)),
  });
}

export function openStanding(system: System, resources: Resources): Standing {
  return {
    async ofConsent(id) {
      const row = id === undefined ? undefined : await findConsent(system, id);
      if (!row) throw new errors.InvalidGrant("access was taken back");
      return row;
    },
    async ofAgentClient(id) {
      const row = await findAgentClient(system, id);
      if (!row) throw new errors.InvalidClient("client is invalid", "it was revoked");
      return row;
    },
    principalOf: (token) =>
      token.grant === undefined
        ? ownClient(system, resources, token)
        : consented(system, resources, token, token.grant),
  };
}
