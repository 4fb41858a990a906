import type { ReadinessProblem, ServerReadiness } from "../agents/index.ts";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import * as contract from "./contract/index.ts";
import { type ApiDeps, operation } from "./operation.ts";
import { titleOf } from "./overview.ts";

const needView = (deps: ApiDeps, problem: ReadinessProblem): contract.MissingNeed => ({
  code: problem.code,
  provider: problem.provider,
  provider_title: titleOf(deps, problem.provider),
  connector: problem.connector,
  message: problem.message,
  tools: problem.tools,
  missing_scopes: problem.missingScopes,
  who: problem.who,
  url: problem.url,
});

const serverView = (deps: ApiDeps, { server, usable, blocked, problems, more }: ServerReadiness) => ({
  id: server.spec.id,
  title: server.spec.title,
  provider: server.provider.id,
  state:
    blocked.length === 0
      ? ("ready" as const)
      : usable.length > 0
        ? ("partly" as const)
        : ("blocked" as const),
  usable: usable.length,
  blocked: blocked.length,
  needs: problems.map((problem) => needView(deps, problem)),
  more_needs: more,
});

/** What somebody lacks, by server. Throws `not_found` for a server that is none, or not theirs. */
export async function missingOf(
  deps: ApiDeps,
  who: Principal,
  server: string | undefined,
): Promise<contract.Missing> {
  const found = (await deps.readiness(who)).servers.filter(
    (one) => server === undefined || one.server.spec.id === server,
  );
  if (server !== undefined && found.length === 0)
    throw new GatewayError("not_found", { detail: "There is no such MCP server here." });
  const servers = found.map((one) => serverView(deps, one));
  return {
    caller: { kind: who.kind === "agent" ? "agent" : "user", id: who.id, name: who.label },
    checked_at: new Date(deps.clock()).toISOString(),
    ready: servers.every(({ state }) => state === "ready"),
    servers,
  };
}

/** Whose lacks a member asks for: their own, or an agent's. Throws `forbidden`, `not_found`. */
export async function lackingOf(
  deps: ApiDeps,
  who: Principal,
  agent: string | undefined,
): Promise<Principal> {
  if (agent === undefined) return who;
  if (!who.permissions.has("workspace.read")) throw new GatewayError("forbidden");
  return deps.identity.agents.asItself(who, agent);
}

export const issueEmbedToken = operation(contract.issueEmbedToken, async ({ deps, who, body }) => {
  const { token, expiresAt } = await deps.embeds.issue(who, body.agent);
  return { token, expires_at: expiresAt.toISOString() };
});
