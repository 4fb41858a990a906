import type { Principal } from "../context.ts";
import type { App, Apps } from "./apps.ts";
import type { Finding } from "./doctor.ts";
import { type Ended, type EndOptions, end } from "./end.ts";
import { type EndAll, endAll, getRun, listRuns, type RevocationRun } from "./end-all.ts";
import { type Callback, type Finished, finish } from "./finish.ts";
import { type ConnectorPage, type ListWish, pageOfConnectors } from "./list.ts";
import { confirm, purge, type Removed, remove, rename, setEnabled } from "./manage.ts";
import { type AppChange, addApp, changeApp, checkApp, type NewApp, removeApp } from "./manage-apps.ts";
import type { Parts } from "./parts.ts";
import { type Preview, previewEnd } from "./preview.ts";
import { type ConnectorRecord, getConnector, listConnectors, listUsable, type Usable } from "./read.ts";
import type { Seen } from "./rehearsal-steps.ts";
import {
  authorizeRehearsal,
  beginRehearsal,
  checkRehearsal,
  getRehearsal,
  giveUpRehearsal,
  listRehearsals,
  type RehearsalRun,
  type RehearsalWish,
} from "./rehearsals.ts";
import { type ScopeUse, scopeUse } from "./scope-use.ts";
import { type Started, type StartRequest, start } from "./start.ts";
import { revokeUpstream } from "./upstream.ts";
import { refreshAhead, validate } from "./validate.ts";

/** What callers wrap secrets in before they hand them over. */
export { Secret } from "../vault/index.ts";
export { openPartsInUse } from "./account.ts";
export { type App, type Apps, accessOf, type EnvironmentApp, type GrantedTo, openApps } from "./apps.ts";
export type { Finding } from "./doctor.ts";
export type { Ended, EndOptions } from "./end.ts";
export type { EndAll, RevocationRun } from "./end-all.ts";
export type { Callback, Finished } from "./finish.ts";
export type { ConnectorPage, Listed, ListWish, Status as ConnectorStatus } from "./list.ts";
export { UNCONFIRMED } from "./manage.ts";
export type { AppChange, NewApp } from "./manage-apps.ts";
export type { Parts as GrantParts } from "./parts.ts";
export type { Preview } from "./preview.ts";
export type { ConnectorRecord, PersonView } from "./read.ts";
export type { RehearsalRun } from "./rehearsals.ts";
export type { ScopeUse } from "./scope-use.ts";
export type { Started, StartRequest } from "./start.ts";
export { openUses, type Uses } from "./uses.ts";
export { type Finding as VerdictFinding, openVerdicts, type Verdicts } from "./verdicts.ts";

/** The ceremony around a grant. Never holds a token. */
export interface Grants {
  start(who: Principal, request: StartRequest): Promise<Started>;
  /** A connector, or the report of a rehearsal, whichever it was started for. */
  finish(
    who: Principal,
    service: string,
    callback: Callback,
    requestId?: string,
  ): Promise<Finished | { rehearsal: RehearsalRun }>;
  /** The word an unconfirmed connector waits for. Throws `connector_not_found`, `conflict`. */
  confirm(who: Principal, connectorId: string, keep: boolean, requestId?: string): Promise<void>;
  validate(who: Principal, connectorId: string): Promise<void>;
  /** For the job: renews what ends soon; false when there was nothing to do or it failed. */
  refreshAhead(who: Principal, grantId: string): Promise<boolean>;
  end(
    who: Principal,
    connectorId: string,
    reason: "revoked" | "disconnected",
    options?: EndOptions,
  ): Promise<Ended>;
  /** Ends every live grant in scope behind its fence; what is left to do at the providers follows. */
  endAll(who: Principal, which: EndAll, requestId?: string): Promise<{ runId: string; ended: number }>;
  runs(who: Principal): Promise<RevocationRun[]>;
  run(who: Principal, id: string): Promise<RevocationRun>;
  /** One attempt; true when nothing is left to do. */
  revokeUpstream(who: Principal, grantId: string): Promise<boolean>;
  rename(who: Principal, connectorId: string, name: string, requestId?: string): Promise<void>;
  setEnabled(who: Principal, connectorId: string, enabled: boolean, requestId?: string): Promise<void>;
  remove(
    who: Principal,
    connectorId: string,
    options?: { shredNow?: boolean; requestId?: string | undefined },
  ): Promise<Removed>;
  /** For the job: true when a deleted connector's rows are gone. */
  purge(who: Principal, connectorId: string): Promise<boolean>;
  /** All there are, or a person's own. */
  list(who: Principal, ownedBy?: string): Promise<ConnectorRecord[]>;
  /** A person's own connectors, and of each provider's shared ones the newest. */
  usable(who: Principal, which: { ownedBy: string; most: number }): Promise<Usable>;
  /** One page of all of them, narrowed down. Throws `bad_request` for a cursor of another list. */
  page(who: Principal, wish: ListWish): Promise<ConnectorPage>;
  get(who: Principal, id: string, usableBy?: string): Promise<ConnectorRecord>;
  preview(who: Principal, id: string): Promise<Preview>;
  scopeUse(who: Principal, id: string): Promise<ScopeUse>;
  /** Registrations gone through step by step, with tokens that nobody keeps. */
  rehearsals: {
    list(who: Principal, app?: App): Promise<RehearsalRun[]>;
    get(who: Principal, id: string): Promise<RehearsalRun>;
    begin(who: Principal, app: App, wish: RehearsalWish): Promise<RehearsalRun>;
    check(who: Principal, id: string, requestId?: string): Promise<RehearsalRun>;
    authorize(who: Principal, id: string, requestId?: string): Promise<Started>;
    giveUp(who: Principal, id: string, seen: Seen, requestId?: string): Promise<RehearsalRun>;
  };
  apps: Apps & {
    add(who: Principal, app: NewApp, requestId?: string): Promise<App>;
    change(who: Principal, id: string, change: AppChange, requestId?: string): Promise<App>;
    remove(who: Principal, id: string, requestId?: string): Promise<void>;
    check(who: Principal, app: App, requestId?: string): Promise<{ findings: Finding[]; checkedAt: Date }>;
  };
}

export function openGrants(parts: Parts): Grants {
  return {
    start: (who, request) => start(parts, who, request),
    finish: (who, service, callback, requestId) => finish(parts, who, service, callback, requestId),
    confirm: (who, id, keep, requestId) => confirm(parts, who, id, keep, requestId),
    validate: (who, id) => validate(parts, who, id),
    refreshAhead: (who, grantId) => refreshAhead(parts, who, grantId),
    end: (who, id, reason, options) => end(parts, who, id, reason, options),
    endAll: (who, which, requestId) => endAll(parts, who, which, requestId),
    runs: (who) => listRuns(parts, who),
    run: (who, id) => getRun(parts, who, id),
    revokeUpstream: (who, grantId) => revokeUpstream(parts, who, grantId),
    rename: (who, id, name, requestId) => rename(parts, who, id, name, requestId),
    setEnabled: (who, id, enabled, requestId) => setEnabled(parts, who, id, enabled, requestId),
    remove: (who, id, options) => remove(parts, who, id, options),
    purge: (who, id) => purge(parts, who, id),
    list: (who, ownedBy) => listConnectors(parts, who, ownedBy),
    usable: (who, which) => listUsable(parts, who, which),
    page: (who, wish) => pageOfConnectors(parts, who, wish),
    get: (who, id, usableBy) => getConnector(parts, who, id, usableBy),
    preview: (who, id) => previewEnd(parts, who, id),
    scopeUse: (who, id) => scopeUse(parts, who, id),
    rehearsals: {
      list: (who, app) => listRehearsals(parts, who, app),
      get: (who, id) => getRehearsal(parts, who, id),
      begin: (who, app, wish) => beginRehearsal(parts, who, app, wish),
      check: (who, id, requestId) => checkRehearsal(parts, who, id, requestId),
      authorize: (who, id, requestId) => authorizeRehearsal(parts, who, id, requestId),
      giveUp: (who, id, seen, requestId) => giveUpRehearsal(parts, who, id, seen, requestId),
    },
    apps: {
      ...parts.apps,
      add: (who, app, requestId) => addApp(parts, who, app, requestId),
      change: (who, id, change, requestId) => changeApp(parts, who, id, change, requestId),
      remove: (who, id, requestId) => removeApp(parts, who, id, requestId),
      check: (who, app, requestId) => checkApp(parts, who, app, requestId),
    },
  };
}
