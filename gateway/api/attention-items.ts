import { createHash } from "node:crypto";
import type { Principal } from "../context.ts";
import type { Dismissed, Matters } from "../insights/index.ts";
import type * as contract from "./contract/index.ts";
import type { ApiDeps } from "./operation.ts";
import { titleOf } from "./overview.ts";
import { verdictView } from "./views.ts";

type Item = contract.AttentionItem;
/** What is known of a matter before it is held against what was dismissed. */
type Draft = Omit<Item, "dismissed" | "you_can_fix">;
interface Ref {
  id: string;
  slug: string;
  name: string;
  provider: string;
  kind: "shared" | "personal";
  ownerId: string | null;
  ownerName: string | null;
}

const MOST_AGENTS = 50;
const SEVERITY = { critical: 0, warning: 1, notice: 2 } as const;
const iso = (at: Date | null) => at?.toISOString() ?? null;

/** A connector is put right by its owner, a shared one by whoever manages connectors. */
function ownerOf(who: Principal, { kind, ownerId, ownerName }: Ref): Item["owner"] {
  const isMine = kind === "shared" ? who.permissions.has("connectors.manage") : ownerId === who.userId;
  if (isMine) return { who: "you", name: null };
  return kind === "shared" ? { who: "admin", name: null } : { who: "person", name: ownerName };
}

const manager = (who: Principal): Item["owner"] =>
  who.permissions.has("connectors.manage") ? { who: "you", name: null } : { who: "admin", name: null };

function pathOf(who: Principal, { id, kind, provider, ownerId }: Ref): string {
  return kind === "personal" && ownerId === who.userId
    ? `/integrations?connect=${provider}&connector=${id}`
    : `/settings/connectors/${id}`;
}

const subjectOf = ({ id, name }: Ref): Item["subject"] => ({ kind: "connector", id, label: name });

function ofBoard(deps: ApiDeps, who: Principal, { board }: Matters): Draft[] {
  const outages = board.outages.map(
    ({ provider, connectors, since }): Draft => ({
      id: `provider_outage:${provider}`,
      kind: "provider_outage",
      severity: "critical",
      subject: { kind: "provider", id: provider, label: titleOf(deps, provider) },
      message: `${titleOf(deps, provider)} cannot be reached; ${connectors} connectors wait for it.`,
      cause: "provider_unreachable",
      count: connectors,
      since: iso(since),
      owner: { who: "provider", name: titleOf(deps, provider) },
      fix: { action: "wait", path: "/overview" },
    }),
  );
  const red = board.rows.filter(({ verdict }) => verdict === "invalid");
  const apps = Map.groupBy(
    red.filter(({ verdictCause }) => verdictCause === "client_rejected"),
    ({ provider, appId }) => `${provider}:${appId}`,
  );
  const rejected = [...apps].map(([key, rows]): Draft => {
    const { provider, appId } = rows[0] as (typeof rows)[number];
    const isOurs = !appId.startsWith("env");
    return {
      id: `client_rejected:${key}`,
      kind: "client_rejected",
      severity: "critical",
      subject: { kind: "app", id: appId, label: titleOf(deps, provider) },
      message: `${titleOf(deps, provider)} does not accept the gateway's OAuth client; ${rows.length === 1 ? "a connector needs" : `${rows.length} connectors need`} it.`,
      cause: "client_rejected",
      count: rows.length,
      since: iso(rows[0]?.verdictAt ?? null),
      owner: isOurs ? manager(who) : { who: "operator", name: null },
      fix: { action: "review", path: "/settings/apps" },
    };
  });
  const invalid = red
    .filter(({ verdictCause }) => verdictCause !== "client_rejected")
    .map((row): Draft => {
      const verdict = verdictView({ row }, titleOf(deps, row.provider), deps.clock());
      return {
        id: `connector_invalid:${row.id}`,
        kind: "connector_invalid",
        severity: "critical",
        subject: subjectOf(row),
        message: verdict.message,
        cause: verdict.cause,
        count: null,
        since: verdict.checked_at,
        owner: verdict.who === "operator" ? { who: "operator", name: null } : ownerOf(who, row),
        fix: { action: "reconnect", path: pathOf(who, row) },
      };
    });
  return [...outages, ...rejected, ...invalid];
}

function ofConnectors(deps: ApiDeps, who: Principal, matters: Matters): Draft[] {
  const isOut = new Set(matters.board.outages.map(({ provider }) => provider));
  const isRed = new Set(matters.board.rows.filter((row) => row.verdict === "invalid").map(({ id }) => id));
  const about = (row: Ref, kind: Item["kind"]) => ({
    id: `${kind}:${row.id}`,
    kind,
    subject: subjectOf(row),
    owner: ownerOf(who, row),
  });
  return [
    ...matters.failing
      .filter(({ id, provider }) => !isOut.has(provider) && !isRed.has(id))
      .map(
        (row): Draft => ({
          ...about(row, "connector_failing"),
          severity: "warning",
          message: `${row.errors} of its ${row.calls} calls in the last 24 hours failed.`,
          cause: null,
          count: row.errors,
          since: null,
          fix: { action: "review", path: `/audit?connector=${row.id}&outcome=failed` },
        }),
      ),
    ...matters.unconfirmed.map(
      (row): Draft => ({
        ...about(row, "connector_unconfirmed"),
        severity: "warning",
        message:
          "It was authorized with another account than asked for, and waits for a word on whether to keep it.",
        cause: null,
        count: null,
        since: iso(row.since),
        fix: { action: "review", path: pathOf(who, row) },
      }),
    ),
    ...matters.scopesMissing.map(
      (row): Draft => ({
        ...about(row, "scopes_missing"),
        severity: "notice",
        message: `${titleOf(deps, row.provider)} gave less than was asked for: ${row.missing.length} ${row.missing.length === 1 ? "permission is" : "permissions are"} missing.`,
        cause: "scope_missing",
        count: row.missing.length,
        since: iso(row.since),
        fix: { action: "reconnect", path: pathOf(who, row) },
      }),
    ),
    ...matters.upstreamFailed.map(
      (row): Draft => ({
        ...about(row, "revocation_unconfirmed"),
        id: `revocation_unconfirmed:${row.grantId}`,
        severity: "warning",
        message: `It ended here; ${titleOf(deps, row.provider)} has not confirmed that it ended there. Remove the access in the account's settings.`,
        cause: null,
        count: null,
        since: iso(row.since),
        fix: { action: "review", path: `/settings/connectors/${row.id}` },
      }),
    ),
  ];
}

interface AppFinding {
  code: string;
  level: string;
  message: string;
}

function ofOthers(who: Principal, matters: Matters): Draft[] {
  const { approvals, auditBroken } = matters;
  // What a role cannot look at it does not hear of here either.
  const apps = who.permissions.has("connectors.manage") ? matters.apps : [];
  const tokens = who.permissions.has("tokens.manage") ? matters.tokens : [];
  const mine = (permission: "connectors.manage" | "tokens.manage"): Item["owner"] =>
    who.permissions.has(permission) ? { who: "you", name: null } : { who: "admin", name: null };
  const findings = apps.flatMap((app) =>
    ((app.findings ?? []) as AppFinding[])
      .filter(({ level }) => level === "error")
      .map(
        (one): Draft => ({
          id: `app_finding:${app.id}:${one.code}`,
          kind: "app_finding",
          severity: "warning",
          subject: { kind: "app", id: app.id, label: app.name },
          message: one.message,
          cause: one.code,
          count: null,
          since: iso(app.checkedAt),
          owner: mine("connectors.manage"),
          fix: { action: "review", path: `/settings/apps?change=${app.id}` },
        }),
      ),
  );
  const waiting: Draft[] =
    approvals.count === 0
      ? []
      : [
          {
            id: "approvals_waiting:all",
            kind: "approvals_waiting",
            severity: "warning",
            subject: null,
            message: `${approvals.count === 1 ? "A call waits" : `${approvals.count} calls wait`} for a person's word.`,
            cause: null,
            count: approvals.count,
            since: iso(approvals.since),
            owner: mine("connectors.manage"),
            fix: { action: "decide", path: "/approvals" },
          },
        ];
  const broken: Draft[] = auditBroken
    ? [
        {
          id: "audit_broken:log",
          kind: "audit_broken",
          severity: "critical",
          subject: null,
          message: `The audit log does not verify${auditBroken.brokenAt === null ? "" : ` from row ${auditBroken.brokenAt} on`}: rows were changed outside the gateway.`,
          cause: "broken",
          count: auditBroken.brokenAt,
          since: iso(auditBroken.at),
          owner: { who: "operator", name: null },
          fix: { action: "open", path: `/audit/${auditBroken.brokenAt ?? auditBroken.seq}` },
        },
      ]
    : [];
  const ending = tokens.map(
    ({ id, name, expiresAt }): Draft => ({
      id: `token_expires:${id}`,
      kind: "token_expires",
      severity: "notice",
      subject: { kind: "token", id, label: name },
      message: `This API token expires on ${expiresAt.toISOString().slice(0, 10)}.`,
      cause: null,
      count: null,
      since: iso(expiresAt),
      owner: mine("tokens.manage"),
      fix: { action: "renew", path: "/settings/tokens" },
    }),
  );
  return [...broken, ...findings, ...waiting, ...ending];
}

/** Agents with a list of tools of which some cannot be called: the same truth as `check`. */
async function ofAgents(deps: ApiDeps, who: Principal): Promise<Draft[]> {
  if (!who.permissions.has("tokens.manage")) return [];
  const agents = await deps.identity.agents.allAsThemselves(who);
  const drafts: Draft[] = [];
  for (const agent of agents.slice(0, MOST_AGENTS)) {
    const { blocked, problems } = await deps.readiness(agent);
    if (blocked.length === 0) continue;
    drafts.push({
      id: `agent_blocked:${agent.id}`,
      kind: "agent_blocked",
      severity: "notice",
      subject: { kind: "agent", id: agent.id, label: agent.label },
      message: `${blocked.length === 1 ? "One of its tools" : `${blocked.length} of its tools`} cannot be called now.`,
      cause: problems[0]?.code ?? null,
      count: blocked.length,
      since: null,
      owner: manager(who),
      fix: { action: "open", path: `/agents/${agent.id}/connectors` },
    });
  }
  return drafts;
}

/** Of what a matter says: when that changes, a dismissal is over. Counts may go up and down. */
const fingerprintOf = ({ id, cause, severity }: Draft): string =>
  createHash("sha256")
    .update(JSON.stringify([id, cause, severity]))
    .digest("base64url")
    .slice(0, 22);

export interface Told {
  item: Item;
  fingerprint: string;
}

function told(draft: Draft, dismissed: ReadonlyMap<string, Dismissed>): Told {
  const fingerprint = fingerprintOf(draft);
  const found = dismissed.get(draft.id);
  const stands = found?.fingerprint === fingerprint ? found : undefined;
  return {
    fingerprint,
    item: {
      ...draft,
      you_can_fix: draft.owner.who === "you",
      dismissed: stands
        ? {
            by: stands.by,
            at: stands.at.toISOString(),
            until: stands.until.toISOString(),
            reason: stands.reason,
          }
        : null,
    },
  };
}

/** Everything that needs attention, worst first and among the same the oldest first. */
export async function attentionItems(deps: ApiDeps, who: Principal): Promise<Told[]> {
  const matters = await deps.insights.matters(who);
  const dismissed = new Map(matters.dismissed.map((one) => [one.id, one]));
  const drafts = [
    ...ofBoard(deps, who, matters),
    ...ofConnectors(deps, who, matters),
    ...ofOthers(who, matters),
    ...(await ofAgents(deps, who)),
  ];
  const rank = (draft: Draft) => `${SEVERITY[draft.severity]} ${draft.since ?? "9"} ${draft.id}`;
  return drafts.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)).map((draft) => told(draft, dismissed));
}
