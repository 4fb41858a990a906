import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { ScopeDifference } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { type Models, Prisma, type WorkspaceTx } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Exchanged } from "../vault/index.ts";
import { sameAccount } from "./account.ts";
import { accessEndsAt } from "./doctor.ts";
import type { Finished, Pending } from "./finish.ts";
import { UNCONFIRMED } from "./manage.ts";
import type { Parts } from "./parts.ts";
import { slugFor } from "./slug.ts";
import { revokeUpstream } from "./upstream.ts";

/** Somebody reconnected with another account: the new connector waits for their word. */
export interface AccountDiffers {
  expected: string;
  actual: string;
}

export interface Established {
  connector: Models.ConnectorModel;
  grantId: string;
  /** Grants that this one replaced. */
  ended: string[];
  reconnected: boolean;
  differs: AccountDiffers | undefined;
}

export interface EstablishRequest {
  provider: Provider;
  pending: Pending;
  exchanged: Exchanged;
  difference: ScopeDifference;
  requestId: string | undefined;
}

/** The connector this account has already, as this kind and for this person. */
async function findByAccount(tx: WorkspaceTx, who: Principal, request: EstablishRequest) {
  const { provider, pending, exchanged } = request;
  const rows = await tx.connector.findMany({
    where: {
      provider: provider.id,
      kind: pending.kind,
      deletedAt: null,
      ownerId: pending.kind === "personal" ? (who.userId ?? "") : null,
    },
    orderBy: { createdAt: "asc" },
  });
  return rows.find((row) => sameAccount(provider, row.accountId, exchanged.account.id));
}

interface Place {
  /** The connector that gets the grant; undefined: a new one. */
  found: Models.ConnectorModel | undefined;
  differs: AccountDiffers | undefined;
}

/** Another account than the connector's never overwrites it: it gets a connector of its own, after asking. */
async function findPlace(tx: WorkspaceTx, who: Principal, request: EstablishRequest): Promise<Place> {
  const { provider, pending, exchanged } = request;
  const same = await findByAccount(tx, who, request);
  if (!pending.connectorId) return { found: same, differs: undefined };
  const asked = await tx.connector.findFirst({ where: { id: pending.connectorId, deletedAt: null } });
  if (!asked) throw new GatewayError("connector_not_found");
  if (sameAccount(provider, asked.accountId, exchanged.account.id))
    return { found: asked, differs: undefined };
  const differs = { expected: asked.accountLabel, actual: exchanged.account.label };
  if (!same) return { found: undefined, differs };
  throw new GatewayError("account_differs", {
    detail: `${exchanged.account.label} is connected already, as ${same.slug}. Nothing changed.`,
    data: { expected_account: differs.expected, actual_account: differs.actual },
  });
}

async function makeConnector(
  tx: WorkspaceTx,
  who: Principal,
  { provider, pending, exchanged }: EstablishRequest,
  now: Date,
  differs: boolean,
) {
  const taken = await tx.connector.findMany({ select: { slug: true } });
  const { label } = exchanged.account;
  const name = differs ? null : pending.name;
  return tx.connector.create({
    data: {
      workspaceId: who.workspaceId,
      id: newId("con"),
      slug: slugFor(provider.id, name ?? label, new Set(taken.map((c) => c.slug))),
      name: name ?? `${provider.title} ${label}`,
      provider: provider.id,
      kind: pending.kind,
      ownerId: pending.kind === "personal" ? (who.userId ?? null) : null,
      accountId: exchanged.account.id,
      accountLabel: label,
      createdBy: who.id,
      createdAt: now,
      ...(differs && { disabledAt: now, disabledBy: UNCONFIRMED }),
    },
  });
}

const isTaken = (error: unknown) =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";

/**
 * Makes or reuses the connector, ends its old grant, seals the new one: one transaction, all or nothing. Of two
 * people who connect at the same moment one may find the slug, or the place of the live grant, just taken: it looks
 * again.
 */
export async function establish(
  parts: Parts,
  who: Principal,
  request: EstablishRequest,
): Promise<Established> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(parts, who, request);
    } catch (error) {
      if (!isTaken(error) || tries === 5) throw error;
    }
  }
}

async function attempt(parts: Parts, who: Principal, request: EstablishRequest): Promise<Established> {
  const { db, vault, clock } = parts;
  const { provider, pending, exchanged, difference } = request;
  const { workspaceId } = who;
  const { account } = exchanged;
  const now = new Date(clock());
  const grantId = newId("grt");
  return db.inWorkspace(who, async (tx) => {
    const { found, differs } = await findPlace(tx, who, request);
    const connector = found ?? (await makeConnector(tx, who, request, now, differs !== undefined));
    const ended = await tx.grant.updateManyAndReturn({
      where: { connectorId: connector.id, endedAt: null },
      data: { endedAt: now, endedBy: who.id, endReason: "replaced", upstream: "pending" },
    });
    await tx.grant.create({
      data: {
        workspaceId,
        id: grantId,
        connectorId: connector.id,
        provider: provider.id,
        clientId: pending.clientId,
        appId: pending.appId,
        variant: pending.variant,
        installationId: exchanged.installationId ?? null,
        accountId: account.id,
        accountLabel: account.label,
        tools: pending.tools,
        scopesRequested: pending.scopes,
        scopesGranted: [...difference.granted],
        scopesExtra: [...difference.extra],
        authorizedBy: who.id,
        authorizedAt: now,
        accessEndsAt: accessEndsAt(now.getTime(), exchanged.refreshSeconds),
      },
    });
    await vault.keep(tx, who, exchanged, grantId);
    const saved = await tx.connector.update({
      where: { workspaceId_id: { workspaceId, id: connector.id } },
      data: {
        accountId: account.id,
        accountLabel: account.label,
        ...(ended.length > 0 && { epoch: { increment: 1 } }),
        verdict: "valid",
        verdictCause: null,
        verdictAt: now,
        verdictSource: "grant",
        verdictEvidence: provider.probe.label,
      },
    });
    const reconnected = found !== undefined;
    return { connector: saved, grantId, ended: ended.map((e) => e.id), reconnected, differs };
  });
}

/** What follows a new grant: the old one is fenced off and goes, and all of it is on the record. */
export async function recordGrant(
  parts: Parts,
  who: Principal,
  { provider, pending, exchanged, difference, requestId }: EstablishRequest,
  { connector, grantId, ended, reconnected, differs }: Established,
): Promise<Finished> {
  const { db, audit, log } = parts;
  const started = performance.now();
  await db.channel.settled();
  const fenced_in_ms = Math.round(performance.now() - started);
  const about = {
    outcome: "ok" as const,
    target: { kind: "connector" as const, id: connector.id, label: connector.slug },
    requestId,
  };
  for (const grant of ended) {
    const data = { grant, reason: "replaced" as const, run: null, aborted_calls: 0, fenced_in_ms };
    await audit.append(who, { type: "grant.ended", ...about, data });
    await revokeUpstream(parts, who, grant).catch((err: unknown) =>
      log.warn({ err, grant }, "a replaced grant will be ended at the provider later"),
    );
  }
  await audit.append(who, {
    type: "connector.authorized",
    ...about,
    data: {
      grant: grantId,
      provider: provider.id,
      kind: connector.kind,
      owner: connector.ownerId,
      account_id: exchanged.account.id,
      account_label: exchanged.account.label,
      app: pending.appId,
      access: pending.variant,
      tools: pending.tools,
      scopes: difference.granted,
      reconnected,
      unconfirmed: differs !== undefined,
    },
  });
  const { missing, extra } = difference;
  if (missing.length + extra.length > 0) {
    await audit.append(who, {
      type: "grant.scope_difference",
      ...about,
      data: { grant: grantId, missing, extra },
    });
  }
  return { connectorId: connector.id, reconnected, differs };
}
