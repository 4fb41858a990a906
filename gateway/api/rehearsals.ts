import type { RehearsalRun } from "../grants/index.ts";
import { appNamed, publicAppId } from "./apps.ts";
import * as contract from "./contract/index.ts";
import { type ApiDeps, operation } from "./operation.ts";
import { authLinkView } from "./views.ts";

export function rehearsalView({ registry }: ApiDeps, run: RehearsalRun): contract.Rehearsal {
  return {
    id: run.id,
    app: { id: publicAppId(run.appId, run.provider), name: run.appName },
    provider: run.provider,
    provider_title: registry.providers.get(run.provider)?.title ?? run.provider,
    tools: run.tools,
    started_by: run.startedBy,
    started_at: run.startedAt.toISOString(),
    ended_at: run.endedAt?.toISOString() ?? null,
    state: run.state,
    account: run.account,
    steps: run.steps,
  };
}

export const listRehearsals = operation(contract.listRehearsals, async ({ deps, who, query }) => {
  const app = query.app === undefined ? undefined : await appNamed(deps, who, query.app);
  const runs = await deps.grants.rehearsals.list(who, app);
  return { rehearsals: runs.map((run) => rehearsalView(deps, run)) };
});

export const beginRehearsal = operation(
  contract.beginRehearsal,
  async ({ deps, who, params, body, requestId }) => {
    const app = await appNamed(deps, who, params.id);
    const run = await deps.grants.rehearsals.begin(who, app, { tools: body.tools, requestId });
    return { rehearsal: rehearsalView(deps, run) };
  },
);

export const getRehearsal = operation(contract.getRehearsal, async ({ deps, who, params }) => ({
  rehearsal: rehearsalView(deps, await deps.grants.rehearsals.get(who, params.id)),
}));

export const checkRehearsal = operation(
  contract.checkRehearsal,
  async ({ deps, who, params, requestId }) => ({
    rehearsal: rehearsalView(deps, await deps.grants.rehearsals.check(who, params.id, requestId)),
  }),
);

export const authorizeRehearsal = operation(
  contract.authorizeRehearsal,
  async ({ deps, who, params, requestId }) => {
    const { provider } = await deps.grants.rehearsals.get(who, params.id);
    const started = await deps.grants.rehearsals.authorize(who, params.id, requestId);
    return authLinkView(deps.registry.providers.get(provider), started);
  },
);

export const giveUpRehearsal = operation(
  contract.giveUpRehearsal,
  async ({ deps, who, params, body, requestId }) => {
    const run = await deps.grants.rehearsals.giveUp(who, params.id, body.seen, requestId);
    return { rehearsal: rehearsalView(deps, run) };
  },
);
