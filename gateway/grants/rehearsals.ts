import type { Principal } from "../context.ts";
import type { Models, Prisma } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import { type App, accessOf } from "./apps.ts";
import { checkApp } from "./manage-apps.ts";
import type { Parts } from "./parts.ts";
import {
  aboutCallback,
  aboutClient,
  aboutScopes,
  aboutStuck,
  type Seen,
  STEPS,
  type Step,
  stateOf,
  waiting,
  withStep,
} from "./rehearsal-steps.ts";
import { PENDING_MS, pickTools, requireServable, type Started } from "./start.ts";

type Row = Models.RehearsalModel;
/** A run and what it showed so far. */
export type RehearsalRun = Omit<Row, "steps" | "state"> & {
  steps: Step[];
  state: "open" | "passed" | "failed";
};
export interface RehearsalWish {
  /** Default: every read tool. */
  tools?: readonly string[] | undefined;
  requestId?: string | undefined;
}

const KEPT = 50;
const keyOf = (who: Principal, id: string) => ({ workspaceId_id: { workspaceId: who.workspaceId, id } });
const asRun = (row: Row): RehearsalRun => ({
  ...row,
  state: row.state as RehearsalRun["state"],
  steps: row.steps as unknown as Step[],
});

/** The newest fifty, of one app or of all. */
export async function listRehearsals({ db }: Parts, who: Principal, app?: App): Promise<RehearsalRun[]> {
  const rows = await db.inWorkspace(who, (tx) =>
    tx.rehearsal.findMany({
      where: app ? { appId: app.id, provider: app.provider } : {},
      orderBy: [{ startedAt: "desc" }, { id: "desc" }],
      take: KEPT,
    }),
  );
  return rows.map(asRun);
}

/** Throws `not_found`. */
export async function getRehearsal({ db }: Parts, who: Principal, id: string): Promise<RehearsalRun> {
  const row = await db.inWorkspace(who, (tx) => tx.rehearsal.findUnique({ where: keyOf(who, id) }));
  if (!row) throw new GatewayError("not_found", { detail: "There is no such rehearsal." });
  return asRun(row);
}

/** Writes the steps, and with them how far the run is. */
export async function saveRehearsal(
  { db, clock }: Parts,
  who: Principal,
  run: RehearsalRun,
  more: { account?: string } = {},
): Promise<RehearsalRun> {
  const state = stateOf(run.steps);
  const endedAt = state === "open" ? null : new Date(clock());
  const steps = run.steps as unknown as Prisma.InputJsonValue;
  const data = { ...more, state, endedAt, steps };
  return asRun(await db.inWorkspace(who, (tx) => tx.rehearsal.update({ where: keyOf(who, run.id), data })));
}

/** The registration as it is now. Throws `not_found` when it is gone. */
async function appOf({ apps }: Parts, who: Principal, { appId, provider }: Pick<Row, "appId" | "provider">) {
  const app = (await apps.list(who)).find((one) => one.id === appId && one.provider === provider);
  if (!app) throw new GatewayError("not_found", { detail: "This provider app is gone." });
  return app;
}

/** What can be said without a person: what will be asked for, whether the provider knows the client, where codes go. */
async function lookAt(parts: Parts, who: Principal, run: RehearsalRun, app: App, requestId?: string) {
  const { registry, apps, clock } = parts;
  const provider = accessOf(registry.providers, app.provider, app.variant);
  if (!provider) throw new GatewayError("not_found", { detail: "There is no such provider." });
  const { findings } = await checkApp(parts, who, app, requestId);
  const expected = apps.ownRedirectUri(app.provider);
  const at = new Date(clock());
  let steps: Step[] = STEPS.map(waiting);
  steps = withStep(steps, "scopes", aboutScopes(provider, run.tools, run.scopes), at);
  steps = withStep(steps, "client", aboutClient(findings), at);
  steps = withStep(steps, "callback", aboutCallback(app.redirectUri, expected), at);
  return saveRehearsal(parts, who, { ...run, steps });
}

/** Begins one: nobody signs in yet. Throws `bad_request` for tools that it does not have. */
export async function beginRehearsal(
  parts: Parts,
  who: Principal,
  app: App,
  { tools, requestId }: RehearsalWish,
): Promise<RehearsalRun> {
  const { db, registry, clock } = parts;
  const provider = accessOf(registry.providers, app.provider, app.variant);
  if (!provider) throw new GatewayError("not_found", { detail: "There is no such provider." });
  const pick = pickTools(parts, provider, tools);
  requireServable(provider, pick.tools);
  const row = await db.inWorkspace(who, (tx) =>
    tx.rehearsal.create({
      data: {
        workspaceId: who.workspaceId,
        id: newId("reh"),
        appId: app.id,
        appName: app.name,
        provider: app.provider,
        variant: app.variant,
        tools: pick.names,
        scopes: pick.scopes,
        startedBy: who.id,
        startedAt: new Date(clock()),
      },
    }),
  );
  return lookAt(parts, who, asRun(row), app, requestId);
}

/** Looks again at what needs nobody; what a sign-in showed before is taken back. */
export async function checkRehearsal(parts: Parts, who: Principal, id: string, requestId?: string) {
  const run = await getRehearsal(parts, who, id);
  return lookAt(parts, who, run, await appOf(parts, who, run), requestId);
}

/** The sign-in of a rehearsal: single use, ten minutes, bound to this person and session, as any other. */
export async function authorizeRehearsal(
  parts: Parts,
  who: Principal,
  id: string,
  requestId?: string,
): Promise<Started> {
  const { registry, vault, db, audit, clock } = parts;
  const { userId, credentialId: sessionId } = who;
  if (who.via !== "session" || !userId || !sessionId) throw new GatewayError("forbidden");
  const run = await getRehearsal(parts, who, id);
  const { client, redirectUri, id: appId, variant, provider: service, name } = await appOf(parts, who, run);
  const provider = accessOf(registry.providers, service, variant);
  if (!provider) throw new GatewayError("not_found", { detail: "There is no such provider." });
  const pendingId = newId("pen");
  const { workspaceId } = who;
  const begun = await vault.beginAuthorization({
    provider,
    client,
    redirectUri,
    scopes: run.scopes,
    workspaceId,
    pendingId,
  });
  const expiresAt = new Date(clock() + PENDING_MS);
  await audit.append(who, {
    type: "app.rehearsal_started",
    outcome: "started",
    target: { kind: "app", id: appId, label: name },
    requestId,
    data: {
      rehearsal: id,
      authorization: pendingId,
      provider: service,
      access: variant,
      tools: run.tools,
      scopes: begun.scopesRequested,
    },
  });
  const steps = STEPS.map((step) => {
    const before = run.steps.find((one) => one.step === step) ?? waiting(step);
    return STEPS.indexOf(step) < STEPS.indexOf("authorize") ? before : waiting(step);
  });
  await saveRehearsal(parts, who, { ...run, steps });
  await db.inWorkspace(who, (tx) =>
    tx.pendingAuthorization.create({
      data: {
        workspaceId,
        id: pendingId,
        stateHash: begun.stateHash,
        provider: service,
        clientId: client.id,
        appId,
        variant,
        kind: "shared",
        userId,
        sessionId,
        tools: run.tools,
        scopes: begun.scopesRequested,
        redirectUri,
        keyId: begun.sealed.keyId,
        sealed: begun.sealed.bytes,
        expiresAt,
        rehearsalId: id,
      },
    }),
  );
  return { authorizationUrl: begun.authorizationUrl, expiresAt, scopes: begun.scopesRequested };
}

/** The provider showed an error and nobody came back: a person says which. Throws `conflict` when it has ended. */
export async function giveUpRehearsal(
  parts: Parts,
  who: Principal,
  id: string,
  seen: Seen,
  requestId?: string,
) {
  const run = await getRehearsal(parts, who, id);
  if (run.state === "passed") throw new GatewayError("conflict", { detail: "This rehearsal has passed." });
  const app = await appOf(parts, who, run);
  const at = new Date(parts.clock());
  const steps = withStep(run.steps, "authorize", aboutStuck(seen, app.redirectUri), at);
  const after = await saveRehearsal(parts, who, { ...run, steps });
  await recordRehearsal(parts, who, after, requestId);
  return after;
}

export const recordRehearsal = (parts: Parts, who: Principal, run: RehearsalRun, requestId?: string) =>
  parts.audit.append(who, {
    type: "app.rehearsed",
    outcome: run.state === "passed" ? "ok" : "failed",
    target: { kind: "app", id: run.appId, label: run.appName },
    requestId,
    data: {
      rehearsal: run.id,
      provider: run.provider,
      failed: run.steps.find(({ state }) => state === "failed")?.step ?? null,
    },
  });
