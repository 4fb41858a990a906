import {
  type ContentBlock,
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { File, FileLink } from "../../mcp-servers/kit/index.ts";
import { errorTable, GatewayError } from "../errors.ts";
import type { FileOutcome } from "../invoke/index.ts";

/** The most bytes that go out as base64 in JSON; what is larger is had by the link's https address. */
const MOST_BLOB = 256 * 1024;
const MOST_TEXT = 64 * 1024;

export function toBlock({ uri, name, mime_type, size }: FileLink): ContentBlock {
  return { type: "resource_link", uri, name, mimeType: mime_type, ...(size !== undefined && { size }) };
}

/**
 * `resources/read` of links that tools gave out. There is no list: a link is made by the tool that found the file, for
 * one principal and a quarter of an hour.
 */
export function serveResources(
  server: Server,
  read: (uri: string, mcp: ServerContext) => Promise<FileOutcome>,
): void {
  server.setRequestHandler("resources/list", async () => ({ resources: [] }));
  server.setRequestHandler("resources/templates/list", async () => ({ resourceTemplates: [] }));
  server.setRequestHandler("resources/read", async ({ params: { uri } }, mcp) => {
    const outcome = await read(uri, mcp).catch((error: unknown) => {
      if (!(error instanceof GatewayError) || error.code !== "file_link_invalid") throw error;
      throw refused(error.code, `${error.message} ${errorTable[error.code].next}`, { uri });
    });
    if (!outcome.ok) throw refused(outcome.code, outcome.message, { uri, ...outcome.data });
    return contents(uri, outcome.file);
  });
}

/** One code for all: clients of both eras know it, and `data.error` tells them apart. */
const refused = (code: string, message: string, data: Record<string, unknown>) =>
  new ProtocolError(ProtocolErrorCode.InvalidParams, message, { error: code, ...data });

function contents(uri: string, { bytes, mimeType, name }: File): ReadResourceResult {
  const _meta = {
    "valetkey/name": name,
    "valetkey/provenance": { source: new URL(uri).host, trust: "untrusted" },
  };
  const text = bytes.byteLength <= MOST_TEXT ? textOf(mimeType, bytes) : undefined;
  if (text !== undefined) return { contents: [{ uri, mimeType, text, _meta }] };
  if (bytes.byteLength > MOST_BLOB)
    throw refused("too_large", "This is too large for JSON. Get it by the link's https address.", {
      uri,
      bytes: bytes.byteLength,
    });
  return { contents: [{ uri, mimeType, blob: Buffer.from(bytes).toString("base64"), _meta }] };
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function textOf(mimeType: string, bytes: Uint8Array): string | undefined {
  if (!/^text\/|[/+](json|xml)$/.test(mimeType)) return undefined;
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
