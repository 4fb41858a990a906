import type { File } from "../../mcp-servers/kit/index.ts";
import type { Egress, EgressResponse } from "../egress/index.ts";
import { GatewayError } from "../errors.ts";

const REDIRECTS = 3;
const TIMEOUT_MS = 30_000;

/**
 * The file at an https address that an agent names. Nothing of ours goes along. Every hop is https on its usual port,
 * by a name that resolves to public addresses. Throws the `egress_*` codes, `provider_unreachable`, or `bad_request`
 * with the status where it is not there.
 */
export async function fetchSource(
  egress: Egress,
  source: string,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Promise<File> {
  let url = publicUrl(source);
  for (let hops = 0; ; hops++) {
    const response = await egress.send(
      {
        method: "GET",
        url,
        headers: { accept: "*/*" },
        timeoutMs: TIMEOUT_MS,
        maxBytes,
        signal,
        showRedirect: true,
      },
      { hosts: new Set([url.host]) },
    );
    const { status, headers } = response;
    if (status >= 200 && status < 300) return fileIn(url, response);
    if (status < 300 || status >= 400) throw refuse(`${url.host} answered ${status}.`);
    const next = headers.location ? URL.parse(headers.location, url.href) : null;
    if (!next || hops === REDIRECTS) throw refuse(`${url.host} redirects too often, or to nowhere.`);
    url = publicUrl(next.href);
  }
}

const refuse = (detail: string) => new GatewayError("egress_refused", { detail });

function publicUrl(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol !== "https:" || url.port !== "" || url.username || url.password)
    throw refuse("Only https addresses without a port, user name or password are read.");
  return url;
}

function fileIn(url: URL, { headers, body }: EgressResponse): File {
  const type = (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  return {
    name: nameIn(url, headers["content-disposition"]),
    mimeType: type || "application/octet-stream",
    bytes: body,
  };
}

/** `filename*` (RFC 8187) or `filename` of the answer, else the last segment of the path. */
function nameIn(url: URL, disposition = ""): string {
  const extended = /filename\*\s*=\s*utf-8''([^;\s]+)/i.exec(disposition)?.[1];
  const plain = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(disposition);
  const raw = extended ?? plain?.[1] ?? plain?.[2] ?? url.pathname.split("/").at(-1) ?? "";
  return fileName(decodedOrAsIs(raw));
}

function decodedOrAsIs(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A name for a file without anything that a path, a header or a terminal would take for more than a name. */
export function fileName(text: string): string {
  const plain = text.toWellFormed().replace(/[\p{Cc}\p{Bidi_Control}/\\]+/gu, " ");
  return (
    plain
      .replace(/^[.\s]+/, "")
      .slice(0, 200)
      .trim() || "file"
  );
}
