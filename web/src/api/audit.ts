import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { addressOf, type Query } from "../../../gateway/api/client.ts";
import {
  countAudit,
  exportAuditLog,
  getAudit,
  getAuditCheck,
  listAudit,
  listAuditChecks,
  startAuditCheck,
} from "../../../gateway/api/contract/audit.ts";
import { useChange } from "./change.ts";
import { send } from "./client.ts";

/** As they stand in an address, which may say what is no outcome and no time; the gateway says so then. */
export type AuditFilters = Partial<
  Record<
    "type" | "outcome" | "actor" | "target" | "agent" | "connector" | "tool" | "from" | "to" | "q",
    string
  >
>;
type Wish = Query<typeof listAudit>;

/** Rows of a page: few enough for a plain table. */
export const AUDIT_ROWS = 50;
/** No more than these are counted as new. */
export const TAIL_ROWS = 200;

/** A page from a cursor on; "" is the newest. Not read again by itself: the page follows the log's end on its own. */
export const auditQuery = (workspace: string, filters: AuditFilters, cursor: string) =>
  queryOptions({
    queryKey: ["audit-page", workspace, filters, cursor],
    queryFn: () =>
      send(listAudit, {
        params: { workspace },
        query: { ...filters, cursor: cursor || undefined, page_size: AUDIT_ROWS } as Wish,
      }),
    placeholderData: keepPreviousData,
  });

/** What came after a page's `newer_cursor`. */
export const newerThan = (workspace: string, filters: AuditFilters, cursor: string) =>
  send(listAudit, {
    params: { workspace },
    query: { ...filters, cursor, direction: "newer", page_size: TAIL_ROWS } as Wish,
  });

/** A row of the chain never changes; its neighbours are those that the filters leave. */
export const auditEventQuery = (workspace: string, seq: string, filters: AuditFilters) =>
  queryOptions({
    queryKey: ["audit-event", workspace, seq, filters],
    queryFn: () => send(getAudit, { params: { workspace, seq }, query: filters as Wish }),
    placeholderData: keepPreviousData,
  });

export const auditCountQuery = (workspace: string, filters: AuditFilters) =>
  queryOptions({
    queryKey: ["audit-count", workspace, filters],
    queryFn: () => send(countAudit, { params: { workspace }, query: filters as Wish }),
    staleTime: 0,
  });

export const exportAddress = (workspace: string, filters: AuditFilters, format: "jsonl" | "csv"): string =>
  addressOf(exportAuditLog, { workspace }, { ...filters, format });

const LOOK_MS = 500;

export const checksQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["audit-checks", workspace],
    queryFn: () => send(listAuditChecks, { params: { workspace } }),
  });
/** Until the walk has ended. */
export const checkQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: ["audit-check", workspace, id],
    queryFn: () => send(getAuditCheck, { params: { workspace, id } }),
    refetchInterval: ({ state }) => (state.data?.state === "done" ? false : LOOK_MS),
  });
export const useStartCheck = () =>
  useChange<void, Awaited<ReturnType<typeof send<typeof startAuditCheck>>>>(["audit-checks"], (workspace) =>
    send(startAuditCheck, { params: { workspace } }),
  );
