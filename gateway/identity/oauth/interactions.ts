import { createHash, timingSafeEqual } from "node:crypto";
import canonicalize from "canonicalize";
import type { ClientMetadata, Provider } from "oidc-provider";
import type { Principal } from "../../context.ts";
import type { System } from "../../db/index.ts";
import { GatewayError } from "../../errors.ts";
import { mayActFor } from "../delegation.ts";
import { mint } from "../principal.ts";
import type { Sessions, WorkspaceOfMine } from "../sessions.ts";
import type { SignedIn } from "../signed-in.ts";
import { type ClientKind, READ, WRITE } from "./clients.ts";
import type { Consents } from "./consents.ts";
import { newGrantId } from "./ids.ts";
import { isOnOwnMachine, redirectHostOf } from "./redirect-uris.ts";
import { nameOf } from "./registration.ts";
import type { Resources } from "./resources.ts";

/** A client that waits for a person's word. */
export interface Asked {
  uid: string;
  client: {
    id: string;
    name: string | null;
    kind: ClientKind;
    redirectHost: string;
    localhostOnly: boolean;
    isNew: boolean;
  };
  resource: string;
  servers: readonly string[];
  scopes: ("mcp:read" | "mcp:write")[];
  workspaces: (WorkspaceOfMine & { allowed: { servers: string[]; readOnly: boolean } | null })[];
  expiresAt: Date;
}

export interface Decision {
  /** Of `Asked.workspaces`: id or slug. Default: the session's own. */
  workspace?: string | undefined;
  /** Default: all that were asked for. */
  servers?: readonly string[] | undefined;
  readOnly: boolean;
}

/** What was decided, for the record. */
export interface Decided {
  /** An address of this gateway. */
  redirectTo: string;
  asked: Asked;
  workspaceId: string;
  consent: { id: string; servers: readonly string[]; readOnly: boolean } | undefined;
}

/** Who looks at which question, and in which browser. */
export interface Question {
  signedIn: SignedIn;
  uid: string;
  /** The digest of the cookie that came with the authorization request, and must come again. */
  browser: string | undefined;
}

/** Puts a decision on the record; where that fails, it does not count. */
export type Recorder = (decided: Decided) => Promise<void>;

export interface Interactions {
  /** Throws `interaction_not_found`: over, unknown, or begun in another browser. */
  read(of: Question): Promise<Asked>;
  /** Throws also `forbidden` (no such workspace of theirs), `bad_request` (servers that were not asked for). */
  allow(of: Question, decision: Decision, record: Recorder): Promise<Decided>;
  deny(of: Question, record: Recorder): Promise<Decided>;
  /** Says yes where this person already did, to the very same thing; undefined: they must be asked. */
  remembered(of: Question, record: Recorder): Promise<Decided | undefined>;
  /** Who a token for this person in this workspace would be: to show what it would reach. */
  wouldBe(signedIn: SignedIn, asked: Asked, workspaceId: string): Principal;
}

export interface InteractionsParts {
  system: System;
  sessions: Sessions;
  consents: Consents;
  resources: Resources;
  provider(): Promise<Provider>;
}

type Interaction = InstanceType<Provider["Interaction"]>;

interface Found {
  asked: Asked;
  interaction: Interaction;
  provider: Provider;
  /** Digest of what the client says of itself. */
  registration: string;
  agentId: string | null;
  prompt: string | undefined;
}

const equal = (a: string, b: string): boolean => {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
};

/** What makes it the client it is: a change is asked about. */
function digestOf(client: ClientMetadata): string {
  const { client_name, client_uri, redirect_uris, jwks, jwks_uri, token_endpoint_auth_method } = client;
  const said = { client_name, client_uri, redirect_uris, jwks, jwks_uri, token_endpoint_auth_method };
  return createHash("sha256")
    .update(canonicalize(JSON.parse(JSON.stringify(said))) ?? "")
    .digest("base64url");
}

const param = (interaction: Interaction, name: string): string | undefined => {
  const value = interaction.params[name];
  return typeof value === "string" ? value : undefined;
};

const gone = () => new GatewayError("interaction_not_found");

async function agentOf({ tables }: System, clientId: string) {
  const row = await tables.agentClient.findUnique({ where: { id: clientId }, include: { agent: true } });
  return row?.agent;
}

function kindOf(client: { metadata(): ClientMetadata }, isAgent: boolean): ClientKind {
  if (isAgent) return "agent";
  const { client_id, client_name } = client.metadata();
  if (client_id.startsWith("https://")) return "metadata_document";
  return client_name ? "registered" : "unknown";
}

async function find(parts: InteractionsParts, { signedIn, uid, browser }: Question): Promise<Found> {
  const { system, resources, consents, sessions } = parts;
  const provider = await parts.provider();
  const interaction = uid.length > 64 ? undefined : await provider.Interaction.find(uid);
  const begunIn = interaction?.prompt.details.browser;
  if (!interaction || typeof begunIn !== "string" || !browser || !equal(begunIn, browser)) throw gone();
  const resource = String(interaction.prompt.details.resource);
  const servers = resources.serversOf(resource);
  const redirectUri = param(interaction, "redirect_uri") ?? "";
  const client = await provider.Client.find(param(interaction, "client_id") ?? "").catch(() => undefined);
  if (!client || !servers) throw gone();
  const agent = await agentOf(system, client.clientId);
  const metadata = client.metadata();
  const registration = digestOf(metadata);
  const redirectHost = redirectHostOf(redirectUri);
  const before = (await consents.standing(signedIn.user.id, client.clientId)).filter(
    (one) => one.redirectHost === redirectHost && one.registration === registration && one.issuerId === null,
  );
  const wanted = (param(interaction, "scope") ?? "").split(" ");
  const mine = (await sessions.workspacesOf(signedIn)).filter(
    ({ id }) => !agent || (id === agent.workspaceId && mayActFor(agent, signedIn.user.id)),
  );
  return {
    provider,
    interaction,
    registration,
    agentId: agent?.id ?? null,
    prompt: param(interaction, "prompt"),
    asked: {
      uid,
      client: {
        id: client.clientId,
        name: nameOf(metadata.client_name) ?? null,
        kind: kindOf(client, agent !== undefined),
        redirectHost,
        localhostOnly: isOnOwnMachine(redirectUri),
        isNew: before.length === 0,
      },
      resource,
      servers,
      scopes: wanted.includes(WRITE) ? [READ, WRITE] : [READ],
      workspaces: mine.map((workspace) => {
        const one = before.find((c) => c.workspaceId === workspace.id && c.resource === resource);
        return { ...workspace, allowed: one ? { servers: one.servers, readOnly: one.readOnly } : null };
      }),
      expiresAt: new Date((interaction.exp ?? 0) * 1_000),
    },
  };
}

/** Writes the answer beside the question, once it is on the record; the browser picks it up at `redirectTo`. */
async function answer(
  { interaction }: Found,
  result: NonNullable<Interaction["result"]>,
  decided: Decided,
  record: Recorder,
): Promise<Decided> {
  await record(decided);
  interaction.result = result;
  await interaction.persist();
  return decided;
}

function serversIn({ asked }: Found, wanted: readonly string[] | undefined): string[] {
  const servers = [...new Set(wanted ?? asked.servers)];
  const strange = servers.filter((server) => !asked.servers.includes(server));
  if (strange.length > 0)
    throw new GatewayError("bad_request", { detail: `It did not ask for ${strange.join(", ")}.` });
  return servers;
}

async function say(
  parts: InteractionsParts,
  signedIn: SignedIn,
  found: Found,
  decision: Decision,
  record: Recorder,
): Promise<Decided> {
  const { asked, provider, registration, agentId } = found;
  const named = decision.workspace ?? signedIn.workspace.id;
  const workspace = asked.workspaces.find(({ id, slug }) => id === named || slug === named);
  if (!workspace) throw new GatewayError("forbidden", { detail: "It cannot be allowed in this workspace." });
  const servers = serversIn(found, decision.servers);
  const readOnly = decision.readOnly || !asked.scopes.includes(WRITE);
  const { client, resource } = asked;
  const { id: userId } = signedIn.user;
  const id = await parts.consents.allow(
    {
      workspaceId: workspace.id,
      userId,
      clientId: client.id,
      redirectHost: client.redirectHost,
      resource,
      issuerId: null,
    },
    { agentId, clientName: client.name, clientKind: client.kind, registration, servers, readOnly },
  );
  const grant = new provider.Grant({ accountId: userId, clientId: client.id });
  grant.jti = newGrantId(id);
  grant.addResourceScope(resource, readOnly ? READ : `${READ} ${WRITE}`);
  const grantId = await grant.save();
  const result = { login: { accountId: userId, remember: false }, consent: { grantId } };
  const { returnTo: redirectTo } = found.interaction;
  const consent = { id, servers, readOnly };
  return answer(found, result, { redirectTo, asked, workspaceId: workspace.id, consent }, record);
}

/** What stands already, if it is the very same thing, and a client that can be told from others. */
function stillGood({ asked, prompt }: Found): Decision | undefined {
  const { client, workspaces, scopes } = asked;
  if (client.kind === "unknown" || client.localhostOnly || (prompt ?? "none") !== "none") return undefined;
  const good = workspaces.filter(({ allowed }) => allowed && !(allowed.readOnly && scopes.includes(WRITE)));
  const [one, another] = good;
  if (!one?.allowed || another) return undefined;
  return { workspace: one.id, servers: one.allowed.servers, readOnly: one.allowed.readOnly };
}

export function openInteractions(parts: InteractionsParts): Interactions {
  return {
    read: async (of) => (await find(parts, of)).asked,
    allow: async (of, decision, record) => say(parts, of.signedIn, await find(parts, of), decision, record),

    async deny(of, record) {
      const found = await find(parts, of);
      const result = { error: "access_denied", error_description: "the person did not allow it" };
      const { returnTo: redirectTo } = found.interaction;
      const { id: workspaceId } = of.signedIn.workspace;
      const decided = { redirectTo, asked: found.asked, workspaceId, consent: undefined };
      return answer(found, result, decided, record);
    },

    async remembered(of, record) {
      const found = await find(parts, of);
      const decision = stillGood(found);
      return decision && say(parts, of.signedIn, found, decision, record);
    },

    wouldBe: ({ user }, { client, servers }, workspaceId) =>
      mint({
        workspaceId,
        kind: "user",
        id: user.id,
        label: user.email,
        userId: user.id,
        agentId: undefined,
        role: undefined,
        permissions: new Set(),
        via: "oauth",
        credentialId: undefined,
        clientId: client.id,
        servers: new Set(servers),
        readOnly: false,
        tools: undefined,
      }),
  };
}
