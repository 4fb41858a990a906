import { GatewayError } from "../errors.ts";
import type { EndAll, RevocationRun } from "../grants/index.ts";
import * as contract from "./contract/index.ts";
import { operation, type Request } from "./operation.ts";

const runView = (run: RevocationRun): contract.RevocationRun => ({
  id: run.id,
  scope: run.scope,
  target: run.target,
  started_by: run.startedBy,
  started_at: run.startedAt.toISOString(),
  fenced_at: run.fencedAt?.toISOString() ?? null,
  total: run.total,
  upstream: run.upstream,
});

interface Wish {
  scope: EndAll["scope"];
  target?: string | undefined;
  confirm: string;
}

/** What is to end, and the word that must be repeated for it: nobody ends everything by a slip. */
async function targetOf(
  { deps, who, signedIn }: Pick<Request<unknown, Wish>, "deps" | "who" | "signedIn">,
  { scope, target = "" }: Wish,
): Promise<{ target: string; word: string }> {
  if (scope === "workspace") return { target: who.workspaceId, word: signedIn.workspace.slug };
  if (scope === "provider") {
    const provider = deps.registry.providers.get(target);
    if (!provider) throw new GatewayError("not_found", { detail: "There is no such provider." });
    return { target: provider.id, word: provider.id };
  }
  const person = (await deps.identity.members.list(who)).find((member) => member.id === target);
  if (!person) throw new GatewayError("not_found", { detail: "There is no such member." });
  return { target: person.id, word: person.email };
}

export const startRevocation = operation(contract.startRevocation, async (request) => {
  const { deps, who, body, requestId } = request;
  const { target, word } = await targetOf(request, body);
  if (body.confirm !== word) {
    throw new GatewayError("bad_request", {
      data: { fields: [{ path: "confirm", message: `must be "${word}"` }] },
    });
  }
  const { scope } = body;
  const { runId } = await deps.grants.endAll(who, { scope, target, reason: "revoked" }, requestId);
  return runView(await deps.grants.run(who, runId));
});

export const listRevocations = operation(contract.listRevocations, async ({ deps, who }) => {
  return { revocations: (await deps.grants.runs(who)).map(runView) };
});

export const getRevocation = operation(contract.getRevocation, async ({ deps, who, params }) => {
  return runView(await deps.grants.run(who, params.id));
});
