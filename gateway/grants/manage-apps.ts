import { type Provider, variantOf } from "../../mcp-servers/kit/index.ts";
import type { Principal } from "../context.ts";
import { type Models, Prisma } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { AppSecrets, Secret } from "../vault/index.ts";
import type { App } from "./apps.ts";
import { diagnose, type Finding } from "./doctor.ts";
import type { Parts } from "./parts.ts";

export interface NewApp {
  provider: string;
  variant: string;
  name: string;
  clientId: string;
  secret: Secret;
  redirectUri?: string | undefined;
  appNumber?: string | undefined;
  appSlug?: string | undefined;
  privateKey?: Secret | undefined;
  isDefault?: boolean | undefined;
}

/** What may change: never the client id, as grants belong to it. Secrets are replaced together. */
export interface AppChange {
  name?: string | undefined;
  secret?: Secret | undefined;
  privateKey?: Secret | undefined;
  redirectUri?: string | null | undefined;
  appSlug?: string | undefined;
  isDefault?: boolean | undefined;
}

const keyOf = (who: Principal, id: string) => ({ workspaceId_id: { workspaceId: who.workspaceId, id } });
const isTaken = (error: unknown) =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";

/** The definition for this kind of registration. Throws `bad_request`, `not_found`. */
function kindOf({ registry }: Parts, provider: string, variant: string): Provider {
  const base = registry.providers.get(provider);
  if (!base) throw new GatewayError("not_found", { detail: "There is no such provider." });
  const kind = variantOf(base, variant);
  if (!kind || kind.registration !== undefined)
    throw new GatewayError("bad_request", {
      detail: `${base.title} has no registrations of the kind ${variant}.`,
    });
  return kind;
}

async function saved<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new GatewayError("conflict", { detail: "An app of this name exists already for this provider." });
  }
}

/** Enters a registration; its secrets are sealed and never shown again. Looks at it with the provider's help. */
export async function addApp(parts: Parts, who: Principal, app: NewApp, requestId?: string): Promise<App> {
  const { db, vault, audit, clock } = parts;
  kindOf(parts, app.provider, app.variant);
  const id = newId("app");
  const now = new Date(clock());
  await saved(() =>
    db.inWorkspace(who, async (tx) => {
      const others = await tx.providerApp.count({ where: { provider: app.provider } });
      const isDefault = app.isDefault ?? others === 0;
      if (isDefault)
        await tx.providerApp.updateMany({ where: { provider: app.provider }, data: { isDefault: false } });
      await tx.providerApp.create({
        data: {
          workspaceId: who.workspaceId,
          id,
          provider: app.provider,
          variant: app.variant,
          name: app.name,
          clientId: app.clientId,
          redirectUri: app.redirectUri ?? null,
          appNumber: app.appNumber ?? null,
          appSlug: app.appSlug ?? null,
          isDefault,
          createdBy: who.id,
          createdAt: now,
          updatedAt: now,
        },
      });
      await vault.keepSecrets(tx, who, id, { secret: app.secret, privateKey: app.privateKey });
    }),
  );
  await db.channel.settled();
  await audit.append(who, {
    type: "app.added",
    outcome: "ok",
    target: { kind: "app", id, label: app.name },
    requestId,
    data: {
      provider: app.provider,
      access: app.variant,
      client: app.clientId,
      secrets: ["client_secret", ...(app.privateKey ? ["private_key"] : [])],
    },
  });
  await checkApp(parts, who, await parts.apps.get(who, id), requestId);
  return parts.apps.get(who, id);
}

async function entered(
  parts: Parts,
  who: Principal,
  id: string,
): Promise<App & { row: Models.ProviderAppModel }> {
  const app = await parts.apps.get(who, id);
  if (!app.row)
    throw new GatewayError("bad_request", {
      detail: "This app comes from the environment and is changed there.",
    });
  return app as App & { row: Models.ProviderAppModel };
}

/** Replaces what is given, without a restart: when this resolves no replica uses the old secret. */
export async function changeApp(
  parts: Parts,
  who: Principal,
  id: string,
  change: AppChange,
  requestId?: string,
): Promise<App> {
  const { db, vault, audit, clock } = parts;
  const { row, client } = await entered(parts, who, id);
  const { name, secret, privateKey, redirectUri, appSlug, isDefault } = change;
  await saved(() =>
    db.inWorkspace(who, async (tx) => {
      if (isDefault)
        await tx.providerApp.updateMany({ where: { provider: row.provider }, data: { isDefault: false } });
      await tx.providerApp.update({
        where: keyOf(who, id),
        data: {
          ...(name !== undefined && { name }),
          ...(redirectUri !== undefined && { redirectUri }),
          ...(appSlug !== undefined && { appSlug }),
          ...(isDefault !== undefined && { isDefault }),
          updatedAt: new Date(clock()),
        },
      });
      if (!secret && !privateKey) return;
      const secrets: AppSecrets = {
        secret: secret ?? client.secret,
        privateKey: privateKey ?? client.app?.key,
      };
      await vault.keepSecrets(tx, who, id, secrets);
    }),
  );
  await db.channel.settled();
  const fields = Object.entries(change).flatMap(([field, value]) => (value === undefined ? [] : [field]));
  await audit.append(who, {
    type: "app.changed",
    outcome: "ok",
    target: { kind: "app", id, label: name ?? row.name },
    requestId,
    data: { provider: row.provider, fields },
  });
  if (secret || privateKey || appSlug) await checkApp(parts, who, await parts.apps.get(who, id), requestId);
  return parts.apps.get(who, id);
}

/** Throws `conflict` while a grant lives on it or waits for the provider: it could be neither renewed nor ended. */
export async function removeApp(parts: Parts, who: Principal, id: string, requestId?: string): Promise<void> {
  const { db, audit } = parts;
  const { row } = await entered(parts, who, id);
  await db.inWorkspace(who, async (tx) => {
    const inUse = await tx.grant.count({
      where: { appId: id, OR: [{ endedAt: null }, { upstream: "pending" }] },
    });
    if (inUse > 0)
      throw new GatewayError("conflict", {
        detail: `${inUse} ${inUse === 1 ? "connection uses" : "connections use"} this app. Revoke them first.`,
      });
    await tx.providerApp.delete({ where: keyOf(who, id) });
  });
  await db.channel.settled();
  await audit.append(who, {
    type: "app.removed",
    outcome: "ok",
    target: { kind: "app", id, label: row.name },
    requestId,
    data: { provider: row.provider, client: row.clientId },
  });
}

/** The doctor: asks the provider about the registration and writes down what it finds. */
export async function checkApp(
  parts: Parts,
  who: Principal,
  app: App,
  requestId?: string,
): Promise<{ findings: Finding[]; checkedAt: Date }> {
  const { vault, db, audit, clock, registry } = parts;
  const { id } = app;
  const base = registry.providers.get(app.provider);
  if (!base) throw new GatewayError("not_found", { detail: "There is no such provider." });
  // The kind of access that uses all of the registration: the app's own, where it has a key.
  const kinds = Object.keys(base.variants ?? {}).flatMap((name) => variantOf(base, name) ?? []);
  const whole =
    app.client.app && kinds.find((kind) => kind.registration === app.variant && kind.installation);
  const provider = whole ?? variantOf(base, app.variant) ?? base;
  const findings = diagnose(
    registry,
    provider,
    app,
    await vault.checkApp(provider, app.client, app.redirectUri),
  );
  const checkedAt = new Date(clock());
  if (app.row) {
    const data = { findings: findings as unknown as Prisma.InputJsonValue, checkedAt };
    await db.inWorkspace(who, (tx) => tx.providerApp.update({ where: keyOf(who, id), data }));
    await db.channel.settled();
  }
  const bad = findings.filter((finding) => finding.level !== "ok").map((finding) => finding.code);
  await audit.append(who, {
    type: "app.checked",
    outcome: findings.some((finding) => finding.level === "error") ? "failed" : "ok",
    target: { kind: "app", id, label: app.name },
    requestId,
    data: { provider: app.provider, findings: bad },
  });
  return { findings, checkedAt };
}

/** Adds what a connection showed about its app; a finding of the same code is replaced. */
export async function addFinding(
  parts: Parts,
  who: Principal,
  appId: string,
  finding: Finding,
): Promise<void> {
  await parts.db.inWorkspace(who, async (tx) => {
    const row = await tx.providerApp.findFirst({ where: { id: appId } });
    if (!row) return; // from the environment: the audit log alone tells
    const before = (row.findings as unknown as Finding[]).filter((one) => one.code !== finding.code);
    const findings = [...before, finding] as unknown as Prisma.InputJsonValue;
    await tx.providerApp.update({ where: keyOf(who, appId), data: { findings } });
  });
}
