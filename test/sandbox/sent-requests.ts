/** One request that the gateway sent to a provider's API, as the vendor's own description can be held against it. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  /** In the order they came; a name may come twice. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** `content-type` alone, without parameters; empty where there was none. */
  readonly contentType: string;
  /** Of JSON, of a form (strings) and of the JSON part of an upload. */
  readonly body?: unknown;
  /** What else was in it, summed up. */
  readonly bytes?: { readonly type: string; readonly size: number };
}

/** Longer strings in bodies are cut: what is checked is names, kinds and limits. */
const LONGEST = 100_000;
const KEPT = 2000;

/**
 * What the gateway sent, bodies included, since the start: `clear` of the request log leaves it alone, so that a
 * journey can end with one check of all. Holds no header and no token.
 */
export class SentRequests {
  #kept: Promise<SentRequest>[] = [];
  #dropped = 0;

  /** Only what the gateway sends with a credential: no sign-in, no signed address, no other client. */
  keep(request: Request, url: URL): void {
    const { headers } = request;
    if (!headers.get("user-agent")?.startsWith("valetkey") || !headers.has("authorization")) return;
    if (this.#kept.length === KEPT) {
      this.#dropped += 1;
      return;
    }
    this.#kept.push(read(request, url));
  }

  /** Oldest first. Throws when there were too many to keep: a check of a part would look like one of all. */
  async all(): Promise<SentRequest[]> {
    if (this.#dropped > 0)
      throw new Error(`More than ${KEPT} requests were sent; ${this.#dropped} not kept.`);
    return Promise.all(this.#kept);
  }
}

async function read(request: Request, url: URL): Promise<SentRequest> {
  const contentType = request.headers.get("content-type") ?? "";
  const [type = ""] = contentType.toLowerCase().split(";");
  const sent = {
    method: request.method,
    path: url.pathname,
    query: [...url.searchParams],
    contentType: type,
  };
  if (request.method === "GET" || request.method === "HEAD") return sent;
  // A request that is cut off midway was not a whole one.
  const copy = request.clone().arrayBuffer().catch(() => new ArrayBuffer(0)); // biome-ignore format: one line
  const bytes = Buffer.from(await copy);
  return bytes.length === 0 ? sent : { ...sent, ...contentOf(bytes, type, contentType) };
}

function contentOf(bytes: Buffer, type: string, contentType: string): Pick<SentRequest, "body" | "bytes"> {
  if (type === "application/json") return jsonOf(bytes) ?? { bytes: { type, size: bytes.length } };
  if (type === "application/x-www-form-urlencoded")
    return { body: shortened(Object.fromEntries(new URLSearchParams(bytes.toString("utf8")))) };
  if (type === "multipart/related") return relatedOf(bytes, contentType);
  return { bytes: { type, size: bytes.length } };
}

function jsonOf(bytes: Buffer): { body: unknown } | undefined {
  try {
    return { body: shortened(JSON.parse(bytes.toString("utf8"))) };
  } catch {
    return undefined;
  }
}

/** JSON first, the file after it: https://developers.google.com/workspace/drive/api/guides/manage-uploads#multipart */
function relatedOf(bytes: Buffer, contentType: string): Pick<SentRequest, "body" | "bytes"> {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1] ?? "";
  const [, first = "", second = ""] = bytes.toString("latin1").split(`--${boundary}`);
  const partOf = (part: string) => {
    const at = part.indexOf("\r\n\r\n");
    const type = /^content-type:\s*([^\r;]+)/im.exec(part.slice(0, at))?.[1]?.trim().toLowerCase() ?? "";
    return { type, content: Buffer.from(part.slice(at + 4).replace(/\r\n$/, ""), "latin1") };
  };
  const [metadata, file] = [partOf(first), partOf(second)];
  return { ...jsonOf(metadata.content), bytes: { type: file.type, size: file.content.length } };
}

function shortened(value: unknown): unknown {
  // Through a buffer: a slice would keep the whole string alive.
  if (typeof value === "string")
    return value.length > LONGEST ? Buffer.from(value.slice(0, LONGEST)).toString() : value;
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shortened(one)]));
}
