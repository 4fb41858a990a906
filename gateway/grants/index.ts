import type { Principal } from "../context.ts";
import { type Ended, end } from "./end.ts";
import { type EndAll, endAll } from "./end-all.ts";
import { type Callback, type Finished, finish } from "./finish.ts";
import type { Parts } from "./parts.ts";
import { type ConnectorRecord, getConnector, listConnectors, type Preview, previewEnd } from "./read.ts";
import { type Started, type StartRequest, start } from "./start.ts";
import { revokeUpstream } from "./upstream.ts";
import { validate } from "./validate.ts";

export { type Clients, openClients, type ProviderClient } from "./clients.ts";
export type { Ended } from "./end.ts";
export type { EndAll } from "./end-all.ts";
export type { Callback, Finished } from "./finish.ts";
export type { Parts as GrantParts } from "./parts.ts";
export type { ConnectorRecord, PersonView, Preview } from "./read.ts";
export type { Started, StartRequest } from "./start.ts";
export { type Finding, openVerdicts, type Verdicts } from "./verdicts.ts";

/** The ceremony around a grant. Never holds a token. */
export interface Grants {
  start(who: Principal, request: StartRequest): Promise<Started>;
  finish(who: Principal, service: string, callback: Callback, requestId?: string): Promise<Finished>;
  validate(who: Principal, connectorId: string): Promise<void>;
  end(
    who: Principal,
    connectorId: string,
    reason: "revoked" | "disconnected",
    requestId?: string,
  ): Promise<Ended>;
  /** Ends every live grant in scope behind its fence; what is left to do at the providers follows. */
  endAll(who: Principal, which: EndAll, requestId?: string): Promise<{ runId: string; ended: number }>;
  /** One attempt; true when nothing is left to do. */
  revokeUpstream(who: Principal, grantId: string): Promise<boolean>;
  list(who: Principal, usableBy?: string): Promise<ConnectorRecord[]>;
  get(who: Principal, id: string, usableBy?: string): Promise<ConnectorRecord>;
  preview(who: Principal, id: string): Promise<Preview>;
}

export function openGrants(parts: Parts): Grants {
  return {
    start: (who, request) => start(parts, who, request),
    finish: (who, service, callback, requestId) => finish(parts, who, service, callback, requestId),
    validate: (who, id) => validate(parts, who, id),
    end: (who, id, reason, requestId) => end(parts, who, id, reason, requestId),
    endAll: (who, which, requestId) => endAll(parts, who, which, requestId),
    revokeUpstream: (who, grantId) => revokeUpstream(parts, who, grantId),
    list: (who, usableBy) => listConnectors(parts, who, usableBy),
    get: (who, id, usableBy) => getConnector(parts, who, id, usableBy),
    preview: (who, id) => previewEnd(parts, who, id),
  };
}
