import type { LimitView } from "../policy/index.ts";
import * as contract from "./contract/index.ts";
import { type ApiDeps, operation, type Request } from "./operation.ts";
import { pageOf } from "./pages.ts";

type Uses = Awaited<ReturnType<ApiDeps["limits"]["uses"]>>;

const windowView = ({ used, resetsAt }: { used: number; resetsAt: Date | null }) => ({
  used,
  resets_at: resetsAt?.toISOString() ?? null,
});
const unused = { used: 0, resetsAt: null };

const limitView = (l: LimitView, uses?: Uses): contract.Limit => ({
  id: l.id,
  subject: {
    kind: l.subject.kind,
    id: l.subject.kind === "any" ? null : l.subject.id,
    label: l.subjectLabel,
  },
  per_minute: l.perMinute,
  per_day: l.perDay,
  effect: l.effect,
  created_by: l.createdBy,
  created_at: l.createdAt.toISOString(),
  minute: l.perMinute === null ? null : windowView(uses?.get(l.id)?.minute ?? unused),
  day: l.perDay === null ? null : windowView(uses?.get(l.id)?.day ?? unused),
});

const record = (
  { deps, who, requestId }: Pick<Request<unknown, unknown>, "deps" | "who" | "requestId">,
  type: "limit.added" | "limit.removed",
  { id, subject, subjectLabel, effect, perMinute, perDay }: LimitView,
) =>
  deps.audit.append(who, {
    type,
    outcome: "ok",
    target: { kind: "limit", id, label: subjectLabel },
    requestId,
    data: {
      subject: subject.kind === "any" ? "any" : subject.id,
      effect: effect ?? "all",
      per_minute: perMinute,
      per_day: perDay,
    },
  });

export const listLimits = operation(contract.listLimits, async ({ deps, who, query }) => {
  const all = await deps.limits.list(who);
  const { items, next_cursor } = pageOf(all, query, ({ subjectLabel }) => [subjectLabel]);
  const uses = await deps.limits.uses(who, items);
  return { limits: items.map((one) => limitView(one, uses)), next_cursor };
});

export const addLimit = operation(contract.addLimit, async (request) => {
  const { deps, who, body } = request;
  const limit = await deps.limits.add(who, {
    subject: body.subject,
    perMinute: body.per_minute,
    perDay: body.per_day,
    effect: body.effect,
  });
  await record(request, "limit.added", limit);
  return limitView(limit);
});

export const removeLimit = operation(contract.removeLimit, async (request) => {
  const limit = await request.deps.limits.remove(request.who, request.params.id);
  await record(request, "limit.removed", limit);
  return limitView(limit);
});
