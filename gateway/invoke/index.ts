import {
  type ExtractedText,
  type File,
  isFitted,
  RESULT_TOKENS,
  resultTokens,
  ToolError,
} from "../../mcp-servers/kit/index.ts";
import type { ArgumentDigest, Audit } from "../audit/index.ts";
import type { Directory, LiveGrant, RegisteredServer, RegisteredTool, Registry } from "../catalog/index.ts";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Egress } from "../egress/index.ts";
import { GatewayError } from "../errors.ts";
import type { Fence, Ticket } from "../fence/index.ts";
import type { Links, Uploads } from "../files/index.ts";
import { newId } from "../ids.ts";
import type { Log } from "../log.ts";
import { type Approvals, decide, type Guard, type Limits, type Policies } from "../policy/index.ts";
import type { OAuthClient, Vault } from "../vault/index.ts";
import { parseInput, splitConnector } from "./arguments.ts";
import { bindApi, type FilesOf } from "./bound-api.ts";
import { CALL_MS, type Call } from "./call.ts";
import { fixFor } from "./connect-link.ts";
import { findConnection } from "./find-connection.ts";
import { type Denials, type Denied, openGate } from "./gate.ts";
import type { Hold } from "./hold.ts";
import { type FileOutcome, Refusal, type RefusalCode, type ToolOutcome } from "./outcome.ts";
import { openPauses } from "./pauses.ts";
import type { Meter } from "./provider-call.ts";
import { refusalOf } from "./refusal-of.ts";
import type { CallScope } from "./scope.ts";
import { openSource, type Reading, valuesOf } from "./sources.ts";

export { type Choice, chooseConnection } from "./choose-connection.ts";
export { type Fix, fixFor } from "./connect-link.ts";
export type { Denials, Denied } from "./gate.ts";
export type { FileOutcome, RefusalCode, ToolOutcome } from "./outcome.ts";
export { CallScope, type Progress } from "./scope.ts";

export interface InvokeOptions {
  vault: Vault;
  fence: Fence;
  audit: Audit;
  digest: ArgumentDigest;
  directory: Pick<Directory, "connectionsOf">;
  registry: Registry;
  egress: Egress;
  links: Links;
  uploads: Uploads;
  policies: Policies;
  guard: Guard;
  approvals: Approvals;
  limits: Limits;
  /** The text in a file, read apart from the event loop. Throws `ToolError`. */
  documents: { text(file: File, signal: AbortSignal): Promise<ExtractedText> };
  /** The client that a live grant was given to. Throws `provider_not_configured`. */
  clientOf(who: Principal, grant: LiveGrant): Promise<OAuthClient>;
  /** A call that worked proves its connector. */
  onWorked(who: Principal, connectorId: string, grantId: string, tool: string): void;
  publicUrl: string;
  clock: Clock;
  log: Log;
}

export interface Invoke {
  /** One tool call, from its arguments to an answer an agent can act on. Never throws for what a call can do wrong. */
  call(
    who: Principal,
    server: RegisteredServer,
    toolName: string,
    args: unknown,
    scope: CallScope,
  ): Promise<ToolOutcome>;
  /** The bytes that a link of ours names; as a call of its own. Throws `file_link_invalid`. */
  read(who: Principal, link: string, scope: CallScope): Promise<FileOutcome>;
  /** What rules deny this principal for certain: not to be listed. */
  denied(who: Principal): Promise<Denied>;
  /** The same of any caller of the workspace. */
  denials(who: Principal): Promise<Denials>;
}

type Connected = Awaited<ReturnType<typeof findConnection>>;

/** What lets a call run: its place behind the fence, and the lists it is held to. */
interface Admitted {
  ticket: Ticket;
  hold: Hold;
  meter: Meter;
}

export function openInvoke(options: InvokeOptions): Invoke {
  const { vault, fence, audit, directory, clock, log, publicUrl } = options;
  const pauses = openPauses(clock);
  const gate = openGate(options);

  const filesOf = (call: Call, signal: AbortSignal): FilesOf => ({
    links: options.links,
    shown: [],
    text: (file) => options.documents.text(file, signal),
    openSource: (source, limits) =>
      openSource({ ...options, read: (what) => readFor(call, what) }, call.who, source, {
        ...limits,
        signal,
      }),
  });

  const refuse = (
    call: Call,
    refusal: Refusal,
    connection: Pick<Connected, "id" | "slug"> | undefined,
  ): ToolOutcome => {
    const { code, message, data } = refusal;
    try {
      audit.enqueue(call.who, {
        type: "tool.refused",
        outcome: "refused",
        target: connection && { kind: "connector", id: connection.id, label: connection.slug },
        requestId: call.scope.requestId,
        data: {
          call: call.id,
          tool: call.toolName.slice(0, 128),
          server: call.server.spec.id,
          connector: connection?.id ?? null,
          code,
          ...(typeof data.rule === "string" && { rule: data.rule }),
        },
      });
    } catch (err) {
      log.warn({ err, call: call.id, code }, "a refusal could not be recorded");
    }
    return { ok: false, code, message, data };
  };

  const row = (call: Call, tool: RegisteredTool, connection: Connected, args: string) => ({
    type: "tool.call" as const,
    target: { kind: "connector" as const, id: connection.id, label: connection.slug },
    requestId: call.scope.requestId,
    data: {
      call: call.id,
      tool: tool.tool.name,
      server: call.server.spec.id,
      effect: tool.tool.effect,
      connector: connection.id,
      grant: connection.grant.id,
      arguments: args,
    },
  });

  /** Runs the tool behind the fence. A result that arrives after a revocation is dropped. */
  const run = async (
    call: Call,
    tool: RegisteredTool,
    connection: Connected,
    input: Record<string, unknown>,
    { ticket, hold, meter }: Admitted,
  ): Promise<ToolOutcome & { ok: true }> => {
    const { who, server } = call;
    const { signal } = ticket;
    const client = await options.clientOf(who, connection.grant);
    const files = filesOf(call, signal);
    const { progress } = call.scope;
    const parts = { vault, who, server, tool, connection, client, signal, clock, pauses, hold, progress };
    const binding = { ...parts, meter };
    const api = bindApi(binding, files);
    const result = await tool.tool.run(api, input, signal);
    hold.requireTold();
    const output = tool.tool.output.parse(result);
    const text = tool.tool.render(output);
    if (!isFitted(result)) requireFits(output, text);
    if (!(await ticket.mayHandOut())) throw revoked();
    options.onWorked(who, connection.id, connection.grant.id, tool.tool.name);
    return { ok: true, text, structured: output, connector: connection.slug, links: files.shown };
  };

  const attempt = async (call: Call): Promise<ToolOutcome> => {
    let connection: Connected | undefined;
    let refused: Refusal;
    try {
      const tool = call.tool ?? call.server.tools.get(call.toolName);
      if (!tool) throw new Refusal("unknown_tool", `There is no tool ${call.toolName.slice(0, 128)} here.`);
      if (!audit.healthy(call.who.workspaceId)) throw new GatewayError("audit_unavailable");
      const { named, rest } = splitConnector(tool, call.args);
      const decision = decide({
        principal: call.who,
        server: call.server.spec.id,
        tool: tool.tool.name,
        under: underOf(call, tool),
        effect: tool.tool.effect,
      });
      if (!decision.allow) throw new Refusal(decision.code, decision.reason);
      const input = parseInput(tool, rest);
      const mine = connectorsOf(call.who, underOf(call, tool));
      const find = () =>
        findConnection({ directory, publicUrl }, call.who, call.server, tool, { named, mine });
      const chosen = await find();
      connection = chosen;
      const still = async () => {
        const now = await find();
        if (now.id !== chosen.id || now.epoch !== chosen.epoch) throw revoked();
      };
      const hold = await gate.pass({ call, tool, connection, input, still });
      return await behindFence(call, tool, connection, input, hold);
    } catch (error) {
      refused = refusalOf(error, log, call);
    }
    return refuse(call, refused, connection);
  };

  const withLink = (refusal: Refusal, { who, server }: Call, connection: Connected) => {
    if (refusal.code !== "connector_invalid") return refusal.data;
    const { url } = fixFor(publicUrl, who, server.provider.id, connection);
    return { ...refusal.data, connector: connection.slug, connect_url: url };
  };

  const behindFence = async (
    call: Call,
    tool: RegisteredTool,
    connection: Connected,
    input: Record<string, unknown>,
    hold: Hold,
  ): Promise<ToolOutcome> => {
    const ticket = fence.begin({
      workspaceId: connection.workspaceId,
      connectorId: connection.id,
      epoch: connection.epoch,
      signal: call.scope.signal,
      timeoutMs: CALL_MS,
      kill: call.scope.kill,
    });
    call.scope.hold(ticket);
    const event = row(call, tool, connection, options.digest(connection.workspaceId, input));
    if (tool.tool.effect !== "read") {
      await audit.append(call.who, {
        ...event,
        outcome: "started",
        data: { ...event.data, code: null, duration_ms: null },
      });
    }
    const meter: Meter = { providerBytes: 0 };
    const finish = (outcome: "ok" | "failed", code: RefusalCode | null, text?: string) =>
      audit.enqueue(call.who, {
        ...event,
        outcome,
        data: {
          ...event.data,
          code,
          duration_ms: Math.round(clock() - call.startedAt),
          ...(text !== undefined && {
            provider_bytes: meter.providerBytes,
            answer_bytes: Buffer.byteLength(text),
          }),
        },
      });
    let result: ToolOutcome & { ok: true };
    try {
      result = await run(call, tool, connection, input, { ticket, hold, meter });
    } catch (error) {
      // An abort by the fence, or any failure at the provider after the revocation, is the revocation.
      const gone = !(await ticket.mayHandOut()) && !call.scope.signal.aborted;
      const refusal = gone ? revoked() : refusalOf(error, log, call);
      if (refusal.code === "grant_revoked") return refuse(call, refusal, connection);
      finish("failed", refusal.code);
      return {
        ok: false,
        code: refusal.code,
        message: refusal.message,
        data: withLink(refusal, call, connection),
      };
    }
    finish("ok", null, result.text); // throws when the log cannot be written: then the result is not handed out
    return result;
  };

  const revoked = () =>
    new Refusal("grant_revoked", "Access was revoked while this call was under way. Its result was dropped.");

  const read = async (who: Principal, { resource, server, values, connector }: Reading, scope: CallScope) => {
    const { tool } = resource;
    const toolName = tool.tool.name;
    const args = { ...valuesOf(resource, values), ...(connector !== undefined && { connector }) };
    return attempt({ id: newId("call"), who, server, toolName, tool, args, scope, startedAt: clock() });
  };

  /** For the argument of another call, whose answer waits for this one's fence too. */
  const readFor = async ({ who, scope }: Call, reading: Reading): Promise<File> => {
    const outcome = await read(who, reading, scope);
    if (outcome.ok) return outcome.structured as unknown as File;
    throw new Refusal(outcome.code, `The file could not be read: ${outcome.message}`, outcome.data);
  };

  return {
    denied: async (who) => (await gate.denials(who)).to(who),
    denials: (who) => gate.denials(who),
    call: (who, server, name, args, scope) =>
      attempt({
        id: newId("call"),
        who,
        server,
        toolName: server.present(name),
        args,
        scope,
        startedAt: clock(),
      }),
    async read(who, link, scope) {
      const { server: id, kind, values, connectorId } = options.links.open(who, link);
      const server = options.registry.servers.get(id);
      const resource = server?.resources.get(kind);
      if (!server || !resource) throw new GatewayError("file_link_invalid");
      const outcome = await read(who, { resource, server, values, connector: connectorId }, scope);
      return outcome.ok ? { ok: true, file: outcome.structured as unknown as File } : outcome;
    },
  };
}

/** What a principal's list of tools has to hold for this: the tool; for bytes by link, any of its server. */
const underOf = (call: Call, { tool }: RegisteredTool): readonly string[] =>
  call.tool ? [...call.server.tools.keys()] : [tool.name];

/** The connectors that the list allows for these tools; undefined: any. */
function connectorsOf({ tools }: Principal, names: readonly string[]): ReadonlySet<string> | undefined {
  if (!tools) return undefined;
  const lists = names.flatMap((name) => (tools.has(name) ? [tools.get(name)] : []));
  return lists.includes(undefined) ? undefined : new Set(lists.flatMap((list) => [...(list ?? [])]));
}

/** Tools keep below the cap by themselves and say what they left out; one that does not hands out nothing. */
function requireFits(output: Record<string, unknown>, text: string): void {
  // No character counts for more than one token: most results need no closer look.
  if (text.length + JSON.stringify(output).length <= RESULT_TOKENS) return;
  if (resultTokens(output, text) <= RESULT_TOKENS) return;
  throw new ToolError(
    "too_large",
    "The result is too long for one answer. Ask for less: a page, or max_chars.",
  );
}
