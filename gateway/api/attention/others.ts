import type { Principal } from "../../context.ts";
import type { Matters } from "../../insights/index.ts";
import type { ApiDeps } from "../operation.ts";
import { type Draft, iso, OPERATOR, whoever } from "./draft.ts";

const MOST_AGENTS = 50;

interface AppFinding {
  code: string;
  level: string;
  message: string;
}

const findings = (who: Principal, { apps }: Matters): Draft[] =>
  apps.flatMap((app) =>
    ((app.findings ?? []) as AppFinding[])
      .filter(({ level }) => level === "error")
      .map((one) => ({
        id: `app_finding:${app.id}:${one.code}`,
        kind: "app_finding",
        severity: "warning",
        subject: { kind: "app", id: app.id, label: app.name },
        message: one.message,
        cause: one.code,
        count: null,
        since: iso(app.checkedAt),
        owner: whoever(who),
        fix: { action: "review", path: `/settings/apps?change=${app.id}` },
      })),
  );

const waiting = (who: Principal, { approvals: { count, since } }: Matters): Draft[] =>
  count === 0
    ? []
    : [
        {
          id: "approvals_waiting:all",
          kind: "approvals_waiting",
          severity: "warning",
          subject: null,
          message: `${count === 1 ? "A call waits" : `${count} calls wait`} for a person's word.`,
          cause: null,
          count,
          since: iso(since),
          owner: whoever(who),
          fix: { action: "decide", path: "/approvals" },
        },
      ];

function broken({ auditBroken }: Matters): Draft[] {
  if (!auditBroken) return [];
  const { brokenAt, seq, at } = auditBroken;
  const from = brokenAt === null ? "" : ` from row ${brokenAt} on`;
  return [
    {
      id: "audit_broken:log",
      kind: "audit_broken",
      severity: "critical",
      subject: null,
      message: `The audit log does not verify${from}: rows were changed outside the gateway.`,
      cause: "broken",
      count: brokenAt,
      since: iso(at),
      owner: OPERATOR,
      fix: { action: "open", path: `/audit/${brokenAt ?? seq}` },
    },
  ];
}

const ending = (who: Principal, { tokens }: Matters): Draft[] =>
  tokens.map(({ id, name, expiresAt }) => ({
    id: `token_expires:${id}`,
    kind: "token_expires",
    severity: "notice",
    subject: { kind: "token", id, label: name },
    message: `This API token expires on ${expiresAt.toISOString().slice(0, 10)}.`,
    cause: null,
    count: null,
    since: iso(expiresAt),
    owner: whoever(who, "tokens.manage"),
    fix: { action: "renew", path: "/settings/tokens" },
  }));

/** What a role cannot look at it does not hear of here either. */
export const otherMatters = (who: Principal, matters: Matters): Draft[] => [
  ...broken(matters),
  ...waiting(who, matters),
  ...(who.permissions.has("connectors.manage") ? findings(who, matters) : []),
  ...(who.permissions.has("tokens.manage") ? ending(who, matters) : []),
];

/** Agents with a list of tools of which some cannot be called: the same truth as `check`. */
export async function mattersOfAgents(deps: ApiDeps, who: Principal): Promise<Draft[]> {
  if (!who.permissions.has("tokens.manage")) return [];
  const agents = (await deps.identity.agents.allAsThemselves(who)).slice(0, MOST_AGENTS);
  const found = await deps.allReadiness(who, agents);
  const drafts: Draft[] = [];
  for (const [at, agent] of agents.entries()) {
    const { blocked = [], cause } = found[at] ?? {};
    if (blocked.length === 0) continue;
    drafts.push({
      id: `agent_blocked:${agent.id}`,
      kind: "agent_blocked",
      severity: "notice",
      subject: { kind: "agent", id: agent.id, label: agent.label },
      message: `${blocked.length === 1 ? "One of its tools" : `${blocked.length} of its tools`} cannot be called now.`,
      cause: cause ?? null,
      count: blocked.length,
      since: null,
      owner: whoever(who),
      fix: { action: "open", path: `/agents/${agent.id}/connectors` },
    });
  }
  return drafts;
}
