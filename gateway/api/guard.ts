import type { GuardRunView } from "../policy/index.ts";
import * as contract from "./contract/index.ts";
import { operation, type Request } from "./operation.ts";

const runView = (run: GuardRunView) => ({
  run: run.run,
  untrusted_at: run.untrustedAt?.toISOString() ?? null,
  private_at: run.privateAt?.toISOString() ?? null,
  untrusted_by: run.untrustedBy,
  private_by: run.privateBy,
  tripped: run.tripped,
  seen_at: run.seenAt.toISOString(),
  ends_at: run.endsAt.toISOString(),
});

/** Throws `not_found` for an agent that is not in the workspace. */
async function guardOf({
  deps,
  who,
  params,
}: Request<unknown, unknown, { agent: string }>): Promise<contract.Guard> {
  const { agent } = params;
  const enabled = await deps.policies.guarded(who, agent);
  return { agent, enabled, runs: (await deps.guard.list(who, agent)).map(runView) };
}

export const getGuard = operation(contract.getGuard, guardOf);

export const changeGuard = operation(contract.changeGuard, async (request) => {
  const { deps, who, params, body, requestId } = request;
  const { agent } = params;
  await deps.policies.setGuard(who, agent, body.enabled);
  await deps.audit.append(who, {
    type: "guard.switched",
    outcome: "ok",
    target: { kind: "agent", id: agent, label: (await deps.identity.agents.get(who, agent)).name },
    requestId,
    data: { enabled: body.enabled },
  });
  return guardOf(request);
});

export const clearGuardRun = operation(contract.clearGuardRun, async (request) => {
  const { deps, who, params, requestId } = request;
  const { agent = "", run = "" } = params;
  await deps.guard.clear(who, agent, run);
  await deps.audit.append(who, {
    type: "guard.cleared",
    outcome: "ok",
    target: { kind: "agent", id: agent, label: (await deps.identity.agents.get(who, agent)).name },
    requestId,
    data: { run },
  });
  return guardOf(request);
});
