import { randomBytes } from "node:crypto";
import type { Audit } from "../../gateway/audit/index.ts";
import { openArgumentDigest } from "../../gateway/audit/index.ts";
import {
  type Connection,
  expandScopes,
  type RegisteredServer,
  type RegisteredTool,
} from "../../gateway/catalog/index.ts";
import type { Principal } from "../../gateway/context.ts";
import { problemError } from "../../gateway/documents/problems.ts";
import { read } from "../../gateway/documents/read.ts";
import type { Egress } from "../../gateway/egress/index.ts";
import { GatewayError } from "../../gateway/errors.ts";
import type { Fence } from "../../gateway/fence/index.ts";
import { openLinks, type Uploads } from "../../gateway/files/index.ts";
import { CallScope, type Invoke, openInvoke, type ToolOutcome } from "../../gateway/invoke/index.ts";
import { openLog } from "../../gateway/log.ts";
import type { Approvals, Guard, Limits, Policies } from "../../gateway/policy/index.ts";
import { compile } from "../../gateway/policy/rules.ts";
import { type ApiRequest, Secret, type Vault } from "../../gateway/vault/index.ts";
import { OAUTH_APP, variantOf } from "../../mcp-servers/kit/index.ts";
import type { Provider } from "./answers.ts";
import { Bounds } from "./bounds.ts";
import { truly } from "./quick-time.ts";
import { registry } from "./tools.ts";

export interface Played {
  outcome: ToolOutcome;
  /** What was wrong with the requests, in words. */
  faults: string[];
  requests: number;
  /** Everything besides the answer that the call left: log lines and audit rows. */
  traces: string;
}

const PUBLIC_URL = "https://gateway.test";
const CLIENT_SECRET = new Secret("client-Pl4nt3d-secret");

/** The caller: may do everything. Only `identity` makes real ones. */
const WHO = {
  workspaceId: "wsp_fuzz",
  kind: "agent",
  id: "agt_fuzz",
  label: "Fuzzer",
  permissions: new Set(),
  via: "api_token",
  readOnly: false,
} as unknown as Principal;

/** One call, from its arguments to its answer, as the gateway runs it; nothing is kept between calls. */
export async function play(
  { server, tool }: { server: RegisteredServer; tool: RegisteredTool },
  input: unknown,
  provider: Provider,
  call: { id: string; variant: string; withinMs: number },
): Promise<Played> {
  const traces: string[] = [];
  const bounds = new Bounds({ raw: typeof (input as { raw_q?: unknown } | null)?.raw_q === "string" });
  const invoke = invokeFor(provider, bounds, traces, call);
  const signal = AbortSignal.timeout(call.withinMs);
  const scope = new CallScope({ requestId: "req_fuzz", signal, kill: () => {} });
  const late = Promise.withResolvers<ToolOutcome>();
  const timer = truly.setTimeout(
    () => late.resolve({ ok: false, code: "internal", message: "(no answer in time)", data: {} }),
    call.withinMs + 1_000,
  );
  const outcome = await Promise.race([invoke.call(WHO, server, tool.tool.name, input, scope), late.promise]);
  clearTimeout(timer);
  scope.end();
  return { outcome, faults: bounds.faults, requests: bounds.requests, traces: traces.join("\n") };
}

function invokeFor(
  provider: Provider,
  bounds: Bounds,
  traces: string[],
  call: { id: string; variant: string },
): Invoke {
  const vault = {
    async sendAs(_: Principal, { signal }: { signal?: AbortSignal }, request: ApiRequest) {
      signal?.throwIfAborted();
      bounds.check(request);
      return provider.answer(request);
    },
    async sendSigned({ hosts }: { hosts: readonly string[] }, request: ApiRequest) {
      bounds.checkSigned(request, hosts);
      return provider.answer(request);
    },
  } as unknown as Vault;
  const egress: Egress = {
    async send(request) {
      bounds.checkPublic(String(request.url));
      return provider.answer(request);
    },
    close: async () => {},
  };
  const note = async (_: Principal, event: unknown) => void traces.push(JSON.stringify(event));
  const audit: Pick<Audit, "append" | "enqueue" | "healthy"> = {
    append: note,
    enqueue: (who, event) => void note(who, event),
    healthy: () => true,
  };
  return openInvoke({
    vault,
    egress,
    audit: audit as Audit,
    fence,
    registry,
    digest,
    links,
    uploads,
    directory: { connectionsOf: async (_, id) => connectionsOf(id, call) },
    documents: {
      async text({ bytes, name, mimeType }) {
        const answer = await read({ bytes, name, mimeType });
        if ("problem" in answer) throw problemError(answer.problem);
        return answer;
      },
    },
    clientOf: async () => ({ id: "client", secret: CLIENT_SECRET }),
    onWorked: () => {},
    ...noPolicy,
    publicUrl: PUBLIC_URL,
    clock: Date.now,
    log: openLog("trace", { write: (line) => void traces.push(line) }),
  });
}

const allow = { read: "allow", write: "allow", destructive: "allow" } as const;
/** No rule, no guard, no limit: what is fuzzed is the tools. */
const noPolicy = {
  policies: {
    of: async () => ({ policy: compile([], allow), inside: new Map(), guarded: new Set() }),
  } as unknown as Policies,
  guard: {} as Guard,
  approvals: {} as Approvals,
  limits: { take: async () => ({ ok: true }) } as unknown as Limits,
};
const keys = [{ id: "k1", key: randomBytes(32) }];
const digest = openArgumentDigest(randomBytes(32));
const links = openLinks({ keys, publicUrl: PUBLIC_URL, clock: Date.now });

const fence: Fence = {
  begin: ({ signal }) => ({ signal, mayHandOut: async () => true, release: () => {} }),
  inFlight: () => 0,
};

const uploads: Uploads = {
  mint: async () => ({
    uploadUrl: `${PUBLIC_URL}/uploads/upl_x/token`,
    source: "valetkey://upload/upl_x/read",
    expiresAt: new Date(Date.now() + 60_000),
    maxBytes: 25 * 1024 * 1024,
  }),
  expect: async () => {},
  receive: async () => {},
  open: async (_, source) => {
    if (source.length % 2) throw new GatewayError("upload_invalid");
    return { name: "notes.txt", mimeType: "text/plain", bytes: Buffer.from("uploaded words") };
  },
  sweep: async () => 0,
};

/** One connector a provider, with every scope; new for each call, so that nothing a call remembers meets another. */
function connectionsOf(id: string, call: { id: string; variant: string }): Connection[] {
  const base = registry.providers.get(id);
  if (!base) return [];
  const provider = variantOf(base, call.variant) ?? base;
  return [
    {
      workspaceId: WHO.workspaceId,
      id: `con_${call.id}`,
      slug: `${id}_fuzz`,
      name: "Fuzz",
      provider,
      kind: "shared",
      ownerId: undefined,
      account: "ada@acme.test",
      epoch: 0,
      verdict: "valid",
      verdictCause: undefined,
      disabled: false,
      grant: {
        id: `grt_${call.id}`,
        provider: id,
        clientId: "client",
        appId: "env",
        variant: provider === base ? OAUTH_APP : call.variant,
        installationId: undefined,
        scopes: expandScopes(provider, Object.keys(provider.scopes ?? {})),
      },
    },
  ];
}
