import type { z } from "zod";
import type { Download, ExtractedText, File, FileLink } from "./file.ts";
import type { Resource } from "./resource.ts";
import type { TargetKind } from "./targets.ts";

export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

export interface ApiOptions {
  query?: Query;
  /** Extra request headers. `authorization`, `cookie` and `host` are refused. */
  headers?: Record<string, string>;
  /** Another of the server's base URLs, by its name in `bases`. */
  base?: string;
  /** Of the answer. Default 10 MB; at most 40 MB. Longer ones throw `too_large`. */
  maxBytes?: number;
}

/**
 * Calls the connector's own API as the granted account: paths only (relative to the server's `baseUrl`), no
 * host, no credential. Answers are parsed JSON. A failed call throws `ToolError`, an error under HTTP 200 included
 * where the provider has such. In a tool whose effect is `read`, every method but `get` is refused.
 *
 * Path segments that hold input must go through `path`; `..` segments are refused.
 */
export interface Api {
  get<T = unknown>(path: string, options?: ApiOptions): Promise<T>;
  post<T = unknown>(path: string, body?: unknown, options?: ApiOptions): Promise<T>;
  put<T = unknown>(path: string, body?: unknown, options?: ApiOptions): Promise<T>;
  patch<T = unknown>(path: string, body?: unknown, options?: ApiOptions): Promise<T>;
  /** `body` for the few calls that take one with DELETE. */
  delete<T = unknown>(path: string, options?: ApiOptions & { body?: unknown }): Promise<T>;
  /**
   * POSTs a question that changes nothing (a search with a body, a GraphQL query): allowed in a tool whose effect is
   * `read` for the paths that the server lists in `queries`, refused for all others.
   */
  query<T = unknown>(path: string, body: unknown, options?: ApiOptions): Promise<T>;
  /**
   * GETs an answer as it came. A redirect to one of the server's `signedHosts` is followed once, without the
   * credential (job logs of GitHub); any other is refused.
   */
  bytes(path: string, options?: ApiOptions): Promise<Download>;
  /** Sends bytes as they are. The answer is parsed JSON. `body.bytes` at most 40 MB. */
  upload<T = unknown>(
    method: "POST" | "PUT" | "PATCH",
    path: string,
    body: { bytes: Uint8Array; contentType: string },
    options?: ApiOptions,
  ): Promise<T>;
  /**
   * Sends bytes in two requests, as Google's uploads beyond 5 MB go: the first carries `metadata` and says what will
   * follow, its answer names in `Location` where to PUT the bytes. That has to be a path of the same base URL. The
   * answer is parsed JSON. https://developers.google.com/workspace/drive/api/guides/manage-uploads#resumable
   */
  uploadResumable<T = unknown>(
    method: "POST" | "PATCH",
    path: string,
    body: { metadata: object; bytes: Uint8Array; contentType: string },
    options?: ApiOptions,
  ): Promise<T>;
  /**
   * POSTs bytes to an absolute https URL that the provider answered with and that carries its own permission (upload
   * URLs of Slack). No credential goes along; the host must be one of the server's `signedHosts`.
   */
  uploadSigned(url: string, body: { bytes: Uint8Array; contentType: string }): Promise<void>;
  /**
   * A link to what `resource` reads, bound to this connector and this principal, for 15 minutes. Nothing is fetched.
   * Put it into `structuredContent`; with `show` it also becomes a `resource_link` block of the result.
   */
  link<P extends z.ZodObject>(
    resource: Resource<P>,
    params: z.input<P>,
    file: { name: string; mimeType: string; size?: number | undefined; show?: boolean },
  ): FileLink;
  /**
   * The file that an argument names (`SOURCE`): an https URL of a public host, a link of ours, a Drive file of the
   * principal, an upload. `"upload"` throws `upload_needed` with the URL to send the bytes to. At most `maxBytes`
   * (default and most: 25 MB), else `too_large`.
   */
  openSource(source: string, options?: { maxBytes?: number }): Promise<File>;
  /**
   * The text in a file: PDF, Word, Excel, PowerPoint, OpenDocument, HTML, CSV, mail, plain text in any charset. Done
   * apart from the event loop, with limits on memory and time. Throws `bad_argument` for what holds no text (pictures,
   * archives, programs) and for files that cannot be read (damaged, encrypted).
   */
  text(file: File): Promise<ExtractedText>;
  /** Whether a rule limits what this call may touch of this kind: only then does a tool have to look anything up for it. */
  limits(kind: TargetKind): boolean;
  /**
   * Holds the call to the lists of this kind. Each target is given by all of its names (id and name of a channel, a file
   * and the folders above it): one of them has to be on the list. Throws for one that is not; does nothing without a
   * list. Says that all targets of this kind are told, so give all of them at once, none where there are none.
   */
  requireTargets(kind: TargetKind, targets: readonly (readonly string[])[]): void;
  /** The same as a question. */
  allowsTarget(kind: TargetKind, names: readonly string[]): boolean;
  /** Whether the grant covers this scope (wider scopes that imply it count). */
  hasScope(scope: string): boolean;
  /** `Provider.perMinute`; empty where it publishes none. */
  readonly perMinute: Readonly<Record<string, number>>;
  /** The account the connector stands for, as the provider names it (for Google: the address). Not unique. */
  readonly account: string;
  /** Which connector this is. What a tool keeps between calls (names of ids, sends under way) is kept under it. */
  readonly connectorId: string;
}
