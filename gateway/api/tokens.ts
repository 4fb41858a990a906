import type { z } from "zod";
import { GatewayError } from "../errors.ts";
import type { TokenView } from "../identity/index.ts";
import * as contract from "./contract/index.ts";
import { operation, type Request } from "./operation.ts";
import { pageOf } from "./pages.ts";
import { knownTools } from "./tool-lists.ts";

const DAY_MS = 86_400_000;

export const tokenView = (t: TokenView): contract.ApiToken => ({
  id: t.id,
  name: t.name,
  prefix: t.prefix,
  subject: t.subject,
  on_behalf_of: t.onBehalfOf ?? null,
  servers: t.servers,
  tools: t.tools,
  read_only: t.readOnly,
  created_by: t.createdBy,
  created_at: t.createdAt.toISOString(),
  expires_at: t.expiresAt?.toISOString() ?? null,
  revoked_at: t.revokedAt?.toISOString() ?? null,
  last_used_at: t.lastUsedAt?.toISOString() ?? null,
  last_client: t.lastClient,
  replaced_by: t.replacedBy,
});

export const listTokens = operation(contract.listTokens, async ({ deps, who, query }) => {
  await deps.identity.tokens.flushLastUsed();
  const { tokens } = deps.identity;
  const { items, next_cursor } = pageOf(await tokens.briefs(who), query, ({ name, prefix, subject }) => [
    name,
    prefix,
    subject,
  ]);
  const shown = await tokens.list(who, { ids: items.map(({ id }) => id) });
  return { tokens: shown.map(tokenView), next_cursor };
});

export const issueToken = operation(contract.issueToken, async ({ deps, who, body, requestId }) => {
  // A token acts as its person, with their personal connectors: for somebody one manages, or oneself.
  if (body.agent === undefined && body.user !== undefined)
    await deps.identity.members.requireManaged(who, body.user);
  return issue({ deps, who, requestId }, body);
});

type Doing = Pick<Request<unknown, unknown>, "deps" | "who" | "requestId">;

/** Throws `bad_request`, `not_found`, `delegation_not_allowed`. */
export async function issue({ deps, who, requestId }: Doing, body: z.output<typeof contract.newToken>) {
  const unknown = body.servers.filter((s) => !deps.registry.servers.has(s));
  if (unknown.length > 0)
    throw new GatewayError("bad_request", { detail: `There is no MCP server ${unknown.join(", ")}.` });
  const tools = knownTools(deps.registry, body.tools, body.servers);
  if (body.agent !== undefined && body.user !== undefined && body.user !== who.userId) {
    const message = "an agent acts for a person only when that person asks for it";
    throw new GatewayError("bad_request", { data: { fields: [{ path: "user", message }] } });
  }
  const days = body.expires_in_days;
  const { token, value } = await deps.identity.tokens.issue(who, {
    name: body.name,
    agent: body.agent,
    user: body.user,
    servers: body.servers,
    tools,
    readOnly: body.read_only,
    expiresAt: days === null ? null : new Date(deps.clock() + days * DAY_MS),
  });
  await deps.audit.append(who, {
    type: "token.issued",
    outcome: "ok",
    target: { kind: "token", id: token.id, label: token.name },
    requestId,
    data: {
      ...subjectOf(token),
      servers: token.servers,
      tools: token.tools,
      read_only: token.readOnly,
      expires_at: token.expiresAt?.toISOString() ?? null,
    },
  });
  return { token: tokenView(token), value };
}

const subjectOf = ({ subject, onBehalfOf }: TokenView) => ({
  subject_kind: subject.kind,
  subject: subject.id,
  on_behalf_of: onBehalfOf?.id ?? null,
});

export async function recordRevoked({ deps, who, requestId }: Doing, token: TokenView): Promise<void> {
  await deps.audit.append(who, {
    type: "token.revoked",
    outcome: "ok",
    target: { kind: "token", id: token.id, label: token.name },
    requestId,
    data: subjectOf(token),
  });
}

const HOUR_MS = 3_600_000;

export const rotateToken = operation(contract.rotateToken, async ({ deps, who, params, body, requestId }) => {
  const { tokens, members } = deps.identity;
  const found = (await tokens.list(who)).find(({ id }) => id === params.id);
  if (!found) throw new GatewayError("not_found");
  // The new one acts for the same person: whoever is told its value must be allowed to be them, as when it was made.
  const { subject, onBehalfOf } = found;
  if (subject.kind === "user") await members.requireManaged(who, subject.id);
  if (onBehalfOf && onBehalfOf.id !== who.userId)
    throw new GatewayError("forbidden", {
      detail: `Only ${onBehalfOf.name} can rotate it: it acts for them.`,
    });
  const { token, old, value } = await tokens.rotate(who, found.id, body.overlap_hours * HOUR_MS);
  await deps.audit.append(who, {
    type: "token.rotated",
    outcome: "ok",
    target: { kind: "token", id: old.id, label: old.name },
    requestId,
    data: {
      ...subjectOf(old),
      new_token: token.id,
      ends_at: (old.revokedAt ?? old.expiresAt ?? new Date(deps.clock())).toISOString(),
    },
  });
  return { token: tokenView(token), value };
});

export const revokeToken = operation(contract.revokeToken, async ({ deps, who, params, requestId }) => {
  const token = await deps.identity.tokens.revoke(who, params.id);
  await recordRevoked({ deps, who, requestId }, token);
  return tokenView(token);
});
