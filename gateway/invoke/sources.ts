import { type File, SOURCE, ToolError } from "../../mcp-servers/kit/index.ts";
import type { RegisteredResource, RegisteredServer, Registry } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import type { Egress } from "../egress/index.ts";
import { errorTable, GatewayError } from "../errors.ts";
import { fetchSource, isLink, isUpload, type Links, UPLOAD_BYTES, type Uploads } from "../files/index.ts";

/** What a link or an id names. */
export interface Reading {
  resource: RegisteredResource;
  server: RegisteredServer;
  /** In the order of the resource's params. */
  values: readonly string[];
  /** Id or slug. */
  connector: string | undefined;
}

export interface SourceOptions {
  registry: Registry;
  egress: Egress;
  links: Links;
  uploads: Uploads;
  /** Reads it as a call of its own. Throws `Refusal`. */
  read(reading: Reading): Promise<File>;
}

/** The values of a link by the names of the resource's params. */
export function valuesOf(
  { resource }: RegisteredResource,
  values: readonly string[],
): Record<string, string> {
  const names = Object.keys(resource.params.shape);
  if (names.length !== values.length) throw new GatewayError("file_link_invalid");
  return Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""]));
}

/** Where each prefix (`drive:`) is read. */
function prefixes({ servers }: Registry): Map<string, Pick<Reading, "server" | "resource">> {
  return new Map(
    [...servers.values()].flatMap((server) =>
      [...server.resources.values()].flatMap((resource) => {
        const { source } = resource.resource;
        return source ? [[source.prefix, { server, resource }] as const] : [];
      }),
    ),
  );
}

/** The file that an argument names. Throws `ToolError`. */
export async function openSource(
  options: SourceOptions,
  who: Principal,
  source: string,
  { maxBytes = UPLOAD_BYTES, signal }: { maxBytes?: number | undefined; signal: AbortSignal },
): Promise<File> {
  const most = Math.min(maxBytes, UPLOAD_BYTES);
  const file = await find(options, who, source.trim(), { maxBytes: most, signal }).catch(inWords);
  if (file.bytes.byteLength > most)
    throw new ToolError(
      "too_large",
      `The file is larger than the ${Math.floor(most / 1e6)} MB that fit here.`,
    );
  return file;
}

async function find(
  options: SourceOptions,
  who: Principal,
  source: string,
  limits: { maxBytes: number; signal: AbortSignal },
): Promise<File> {
  const { registry, links, uploads, egress } = options;
  if (source === "upload") throw await uploadNeeded(uploads, who);
  if (isUpload(source)) return uploads.open(who, source);
  if (isLink(source)) {
    const { server: id, kind, values, connectorId } = links.open(who, source);
    const server = registry.servers.get(id);
    const resource = server?.resources.get(kind);
    if (!server || !resource) throw new GatewayError("file_link_invalid");
    return options.read({ resource, server, values, connector: connectorId });
  }
  const [, prefix = "", slug, id = ""] = /^([a-z]+):(?:([a-z0-9_-]+)\/)?([\w-]+)$/.exec(source) ?? [];
  const found = prefixes(registry).get(prefix);
  if (found) {
    const params = found.resource.resource.source?.params(id) ?? {};
    const values = Object.keys(found.resource.resource.params.shape).map((name) => String(params[name]));
    return options.read({ ...found, values, connector: slug });
  }
  if (/^https:\/\//i.test(source)) return fetchSource(egress, source, limits);
  throw new ToolError("bad_argument", `This does not name a file. Give one of: ${SOURCE}.`);
}

/** Says where the bytes go. The address works once, and what was sent there only for this principal. */
async function uploadNeeded(uploads: Uploads, who: Principal): Promise<ToolError> {
  const { uploadUrl, source, expiresAt, maxBytes } = await uploads.mint(who);
  return new ToolError(
    "upload_needed",
    `Nothing was done yet. Send the file's bytes with HTTP PUT to ${uploadUrl} (any HTTP client, no token; its ` +
      `Content-Type is kept, and a name given as ?name=), at most ${Math.floor(maxBytes / 1e6)} MB and until ` +
      `${expiresAt.toISOString()}. Then call again with "${source}" in the place of "upload".`,
    {
      data: {
        upload_url: uploadUrl,
        method: "PUT",
        source,
        expires_at: expiresAt.toISOString(),
        max_bytes: maxBytes,
      },
    },
  );
}

/** What went wrong with a file, as the agent's argument rather than the provider's failure. */
function inWords(error: unknown): never {
  if (!(error instanceof GatewayError)) throw error;
  if (error.code === "egress_too_large")
    throw new ToolError("too_large", "The file is larger than fits here.");
  if (error.code === "too_many_uploads")
    throw new ToolError("rate_limited", said(error), { retryAfter: 900 });
  if (OURS.has(error.code)) throw new ToolError("bad_argument", said(error));
  throw error;
}

const OURS = new Set<GatewayError["code"]>([
  "file_link_invalid",
  "upload_invalid",
  "upload_missing",
  "egress_refused",
  "egress_timeout",
  "provider_unreachable",
]);

const said = (error: GatewayError): string =>
  error.code.startsWith("egress") || error.code === "provider_unreachable"
    ? `The address could not be read: ${error.message}`
    : `${error.message} ${errorTable[error.code].next}`;
