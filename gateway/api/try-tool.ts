import { GatewayError } from "../errors.ts";
import { judge } from "../policy/index.ts";
import * as contract from "./contract/index.ts";
import { mayTry } from "./mcps.ts";
import { operation } from "./operation.ts";

const refused = (message: string) =>
  new GatewayError("bad_request", { detail: message, data: { fields: [{ path: "tool", message }] } });

/** A call like an agent's, by the person's own right. What it reads stays here: a page that shows it needs no scope of it. */
export const tryTool = operation(contract.tryTool, async ({ deps, who, params, body, requestId }) => {
  const server = deps.registry.servers.get(params.server);
  if (!server) throw new GatewayError("not_found", { detail: "There is no such MCP server." });
  const name = server.present(body.tool);
  const tool = server.tools.get(name);
  if (!tool) throw refused(`There is no tool ${body.tool} on ${server.spec.title}.`);
  const { effect } = tool.tool;
  const connections = await deps.directory.connectionsOf(who, server.provider.id);
  const named = connections.find((one) => body.connector === one.slug || body.connector === one.id);
  const { policy } = await deps.policies.of(who);
  const facts = { agent: undefined, server: server.spec.id, tool: name, effect, connector: named?.id };
  const { verdict } = judge(policy, facts, undefined, { account: undefined, ownHost: "" });
  if (!mayTry(tool, verdict.decision === "deny" ? "allow" : verdict.decision))
    throw refused(`${name} cannot be tried: only a tool that reads, needs no arguments and asks nobody can.`);
  const startedAt = deps.clock();
  const args = body.connector === undefined ? {} : { connector: named?.slug ?? body.connector };
  const outcome = await deps.call(who, { server: server.spec.id, tool: name, args, requestId });
  const common = { tool: name, duration_ms: Math.max(0, Math.round(deps.clock() - startedAt)) };
  if (outcome.ok) {
    const { connector, text } = outcome;
    return {
      ok: true,
      ...common,
      connector,
      answer_bytes: Buffer.byteLength(text),
      code: null,
      message: null,
    };
  }
  const { code, message } = outcome;
  return { ok: false, ...common, connector: null, answer_bytes: null, code, message };
});
