import { z } from "zod";
import {
  type AnyResource,
  type AnyTool,
  type McpServerSpec,
  type Provider,
  READS,
} from "../../mcp-servers/kit/index.ts";
import { type JsonObject, schemaOf } from "./json-schema.ts";
import { own } from "./scopes.ts";

/** A tool as `tools/list` shows it, made once. */
export interface ToolListing {
  name: string;
  title: string;
  description: string;
  inputSchema: JsonObject;
  outputSchema: JsonObject;
  annotations: {
    title: string;
    readOnlyHint: boolean;
    destructiveHint: boolean;
    idempotentHint: boolean;
    openWorldHint: boolean;
  };
}

export interface RegisteredTool {
  tool: AnyTool;
  listing: ToolListing;
  /** Names that rules know it by; absent: its own. */
  as?: readonly string[];
}
export interface RegisteredServer {
  spec: McpServerSpec;
  provider: Provider;
  /** `baseUrl` without a trailing slash. */
  baseUrl: string;
  /** Further addresses by name. */
  bases: ReadonlyMap<string, string>;
  tools: ReadonlyMap<string, RegisteredTool>;
  /** By kind: what is handed out by link. */
  resources: ReadonlyMap<string, RegisteredResource>;
  /** The present name of a tool; `name` itself where it is no former one. */
  present(name: string): string;
}
export interface RegisteredResource {
  resource: AnyResource;
  /** The same as a tool that nobody lists, so that one way leads through policy, fence and audit. */
  tool: RegisteredTool;
}

/** Which providers and MCP servers this gateway has. Validators and JSON Schemas are built once, here. */
export interface Registry {
  providers: ReadonlyMap<string, Provider>;
  servers: ReadonlyMap<string, RegisteredServer>;
  serversOf(provider: string): RegisteredServer[];
  /** The present name of a tool of any server; `name` itself where it is no former one. */
  present(name: string): string;
  /** The tools of a provider by name; unknown names are left out. */
  toolsOf(provider: string, names: Iterable<string>): AnyTool[];
}

/** `effect` alone drives the hints. */
const annotationsOf = (tool: AnyTool): ToolListing["annotations"] => ({
  title: tool.title,
  readOnlyHint: tool.effect === "read",
  destructiveHint: tool.effect === "destructive",
  idempotentHint: tool.effect === "read" || tool.idempotent === true,
  openWorldHint: true,
});

/** Whether any kind of registration at this provider knows the scope. */
const declares = (provider: Provider, scope: string): boolean =>
  [provider, ...Object.values(provider.variants ?? {})].some(
    (kind) => own(kind.scopes ?? {}, scope) !== undefined,
  );

function register(spec: McpServerSpec, provider: Provider): RegisteredServer {
  for (const url of [spec.baseUrl, ...Object.values(spec.bases ?? {})]) {
    const { host } = new URL(url);
    if (!provider.apiHosts.includes(host))
      throw new Error(`server ${spec.id}: ${host} is not a host of ${provider.id}`);
  }
  const tools = new Map<string, RegisteredTool>();
  for (const tool of spec.tools) {
    if (!/^[a-z][a-z0-9_]{1,39}$/.test(tool.name))
      throw new Error(`tool name ${tool.name} is not acceptable`);
    if (tools.has(tool.name)) throw new Error(`tool ${tool.name} is declared twice`);
    requireScopes(provider, `tool ${tool.name}`, tool.scopes);
    requireScopes(provider, `tool ${tool.name}`, tool.extras?.map(({ scopes }) => scopes) ?? []);
    const listing = {
      name: tool.name,
      title: tool.title,
      description: tool.description,
      inputSchema: schemaOf(tool.input, "input"),
      outputSchema: schemaOf(tool.output, "output"),
      annotations: annotationsOf(tool),
    };
    tools.set(tool.name, { tool, listing });
  }
  const aliases = new Map(Object.entries(spec.aliases ?? {}));
  for (const [old, present] of aliases) {
    if (tools.has(old) || !tools.has(present)) throw new Error(`alias ${old} of ${spec.id} leads nowhere`);
  }
  return {
    spec,
    provider,
    baseUrl: bare(spec.baseUrl),
    bases: new Map(Object.entries(spec.bases ?? {}).map(([name, url]) => [name, bare(url)])),
    tools,
    resources: new Map(
      (spec.resources ?? []).map((one) => [one.kind, registerResource(spec, provider, one)]),
    ),
    present: (name) => aliases.get(name) ?? name,
  };
}

const bare = (url: string): string => url.replace(/\/$/, "");

const fileSchema = z.object({ name: z.string(), mimeType: z.string(), bytes: z.instanceof(Uint8Array) });

function registerResource(
  spec: McpServerSpec,
  provider: Provider,
  resource: AnyResource,
): RegisteredResource {
  const { kind, title, scopes, params } = resource;
  if (!/^[a-z][a-z_]{1,19}$/.test(kind)) throw new Error(`resource kind ${kind} is not acceptable`);
  requireScopes(provider, `${spec.id}/${kind}`, scopes);
  const tool: AnyTool = {
    name: `${spec.id}/${kind}`,
    title,
    description: title,
    effect: "read",
    targets: resource.targets,
    labels: READS,
    scopes,
    input: params,
    output: fileSchema,
    run: (api, input, signal) => resource.read(api, input, signal),
    render: () => "",
  };
  const none: JsonObject = { type: "object" };
  const listing = { name: tool.name, title, description: title, annotations: annotationsOf(tool) };
  for (const name of resource.tools) {
    if (!spec.tools.some((one) => one.name === name)) throw new Error(`${spec.id}/${kind}: no tool ${name}`);
  }
  return {
    resource,
    tool: { tool, listing: { ...listing, inputSchema: none, outputSchema: none }, as: resource.tools },
  };
}

function requireScopes(provider: Provider, what: string, scopes: AnyTool["scopes"]): void {
  for (const scope of scopes.flat()) {
    if (!declares(provider, scope)) throw new Error(`${what}: ${provider.id} has no scope ${scope}`);
  }
}

export function openRegistry(providers: readonly Provider[], specs: readonly McpServerSpec[]): Registry {
  const byId = new Map(providers.map((p) => [p.id, p]));
  const servers = new Map(
    specs.map((spec) => {
      const provider = byId.get(spec.provider);
      if (!provider) throw new Error(`server ${spec.id} names an unknown provider ${spec.provider}`);
      return [spec.id, register(spec, provider)];
    }),
  );
  const serversOf = (provider: string) => [...servers.values()].filter((s) => s.provider.id === provider);
  return {
    providers: byId,
    servers,
    serversOf,
    present: (name) => [...servers.values()].map((s) => s.present(name)).find((now) => now !== name) ?? name,
    toolsOf(provider, names) {
      const wanted = new Set(names);
      return serversOf(provider).flatMap((s) => s.spec.tools.filter((t) => wanted.has(t.name)));
    },
  };
}
