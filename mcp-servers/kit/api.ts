export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

export interface ApiOptions {
  query?: Query;
  /** Extra request headers. `authorization`, `cookie` and `host` are refused. */
  headers?: Record<string, string>;
}

/**
 * Calls the connector's own API as the granted account: paths only (relative to the server's `baseUrl`), no
 * host, no credential. Answers are parsed JSON. A failed call throws `ToolError`, an error under HTTP 200 included
 * where the provider has such. In a tool whose effect is `read`, every method but `get` is refused.
 *
 * Path segments that hold input must go through `encodeURIComponent`; `..` segments are refused.
 */
export interface Api {
  get<T = unknown>(path: string, options?: ApiOptions): Promise<T>;
  post<T = unknown>(path: string, body?: unknown, options?: ApiOptions): Promise<T>;
  put<T = unknown>(path: string, body?: unknown, options?: ApiOptions): Promise<T>;
  patch<T = unknown>(path: string, body?: unknown, options?: ApiOptions): Promise<T>;
  delete<T = unknown>(path: string, options?: ApiOptions): Promise<T>;
  /** Whether the grant covers this scope (wider scopes that imply it count). */
  hasScope(scope: string): boolean;
  /** The account the connector stands for, as the provider names it (for Google: the address). Not unique. */
  readonly account: string;
  /** Which connector this is. What a tool keeps between calls (names of ids, sends under way) is kept under it. */
  readonly connectorId: string;
}
