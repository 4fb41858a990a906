import { compareScopes } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import type { Exchanged, Trial } from "../vault/index.ts";
import { accountParts } from "./account.ts";
import type { GrantClient } from "./apps.ts";
import { learnedFromGrant, learnedFromRefusal } from "./doctor.ts";
import type { Callback, Pending } from "./finish.ts";
import { addFinding } from "./manage-apps.ts";
import type { Parts } from "./parts.ts";
import {
  aboutRead,
  aboutRefresh,
  aboutRefusal,
  aboutRollback,
  aboutToken,
  LIVE_ACCOUNT,
  type Shown,
  type StepName,
  stepOfRefusal,
  withStep,
} from "./rehearsal-steps.ts";
import { getRehearsal, type RehearsalRun, recordRehearsal, saveRehearsal } from "./rehearsals.ts";

/** Whether a live connection, in whatever workspace, stands on this account and client. */
async function isLive(parts: Parts, { provider }: GrantClient, pending: Pending, accountId: string) {
  const ids = Object.values(accountParts(provider, accountId));
  const { clientId } = pending;
  return (await parts.partsInUse({ provider, clientId, parts: ids, except: "" })).size > 0;
}

type Note = (step: StepName, shown: Shown) => void;

/** Renewing spends tokens and revoking may end everything of an account: neither where a connection lives on it. */
async function renewAndEnd(
  parts: Parts,
  of: GrantClient,
  pending: Pending,
  trial: Trial,
  { id: accountId }: Exchanged["account"],
  note: Note,
): Promise<void> {
  const live = () => isLive(parts, of, pending, accountId);
  const { provider } = of;
  if (await live()) {
    note("refresh", { state: "skipped", message: LIVE_ACCOUNT });
    note("rollback", { state: "skipped", message: LIVE_ACCOUNT });
    return;
  }
  const renewed = await trial.refresh();
  const works = renewed?.ok ? await trial.read() : undefined;
  note(
    "refresh",
    aboutRefresh(provider, renewed && works?.ok === false ? { ...renewed, ...works } : renewed),
  );
  // Somebody may have connected this very account meanwhile.
  if (await live()) return note("rollback", { state: "skipped", message: LIVE_ACCOUNT });
  const receipt = await trial.revoke();
  const after = receipt.ok ? await trial.read() : undefined;
  note("rollback", aboutRollback(provider, receipt, after && after.status !== null ? !after.ok : undefined));
}

/** From the code on: what was asked for, a real call, a renewal, the end. No token of it is kept. */
async function tryOut(
  parts: Parts,
  who: Principal,
  of: GrantClient,
  pending: Pending,
  callback: Callback,
  note: Note,
): Promise<string | undefined> {
  const { vault, clock } = parts;
  const { provider, client } = of;
  const exchanged = await vault.finishAuthorization({
    provider,
    client,
    redirectUri: pending.redirectUri,
    workspaceId: who.workspaceId,
    pendingId: pending.id,
    params: { ...callback },
    sealed: { keyId: pending.keyId, bytes: pending.sealed },
  });
  const { account, refreshSeconds } = exchanged;
  note("authorize", {
    state: "passed",
    message: "The provider came back to this session, once, with its code.",
  });
  const trial = vault.tryOut(exchanged);
  try {
    const difference = compareScopes(provider, pending.scopes, exchanged.scopes);
    note("token", aboutToken(provider, exchanged, difference, clock()));
    note("read", aboutRead(provider, account.label, await trial.read()));
    await renewAndEnd(parts, of, pending, trial, account, note);
  } finally {
    trial.forget();
  }
  for (const finding of learnedFromGrant(provider, refreshSeconds))
    await addFinding(parts, who, pending.appId, finding);
  return account.label;
}

/** The end of a rehearsal's sign-in. Whatever the provider said becomes part of the report. */
export async function concludeRehearsal(
  parts: Parts,
  who: Principal,
  pending: Pending & { rehearsalId: string },
  callback: Callback,
  requestId?: string,
): Promise<RehearsalRun> {
  const run = await getRehearsal(parts, who, pending.rehearsalId);
  let { steps } = run;
  const note: Note = (step, shown) => {
    steps = withStep(steps, step, shown, new Date(parts.clock()));
  };
  let account: string | undefined;
  try {
    const of = await parts.apps.ofGrant(who, pending);
    account = await tryOut(parts, who, of, pending, callback, note);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const at = stepOfRefusal(error.code);
    if (at !== "authorize")
      note("authorize", { state: "passed", message: "The provider came back to this session, once." });
    note(at, aboutRefusal(error));
    const base = parts.registry.providers.get(pending.provider);
    const learned = base && learnedFromRefusal(base, error.code, error.detail ?? "");
    if (learned) await addFinding(parts, who, pending.appId, learned);
  }
  const after = await saveRehearsal(parts, who, { ...run, steps }, account === undefined ? {} : { account });
  await recordRehearsal(parts, who, after, requestId);
  return after;
}
