/** Whom one call may reach. Hosts are exact (`URL.host`, so with the port where it is not 443). */
export interface EgressPolicy {
  hosts: ReadonlySet<string>;
  /** Origins of emulated providers: loopback only, http allowed, the private-address guard lifted for them. */
  sandboxOrigins?: ReadonlySet<string>;
  /**
   * Exact origins that the operator's own configuration names (the company's sign-in), never what a person of a
   * workspace may enter: https, which may then be on the private network, or http on loopback. Link-local addresses,
   * where machines keep their metadata, stay out of reach.
   */
  trustedOrigins?: ReadonlySet<string>;
}

export interface EgressRequest {
  method: string;
  /** Absolute. A `URL` is not parsed again. */
  url: string | URL;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array | null;
  /** Milliseconds for everything: queue, connect, answer, retries. Default 60,000. */
  timeoutMs?: number;
  /**
   * Sends again after 429 and 503 when the answer names a `Retry-After` that ends within `withinMs` of the start:
   * GET and HEAD only, unless `anyMethod`. Without it such an answer is handed out as it is. `onWait` hears of each
   * wait, milliseconds.
   */
  retry?: { withinMs: number; anyMethod?: boolean; onWait?: (ms: number) => void };
  signal?: AbortSignal | undefined;
  /** Of the answer, before and after decoding; default 10 MB. */
  maxBytes?: number | undefined;
  /** Hands a redirect out as an answer with its `location`. It is followed by nobody here. */
  showRedirect?: boolean | undefined;
}

export interface EgressResponse {
  status: number;
  /** Lower-case names; repeated fields joined by ", ". `content-encoding` is undone and gone. */
  headers: Record<string, string>;
  /** At most `maxBytes` after decoding. */
  body: Uint8Array;
}

export interface Egress {
  /**
   * Throws `egress_refused` (host, address, header, redirect), `egress_timeout`, `egress_too_large`,
   * `provider_unreachable`, or the reason of `signal`. Every HTTP status but a redirect is an answer, not an error.
   */
  send(request: EgressRequest, policy: EgressPolicy): Promise<EgressResponse>;
  /** Destroys the pool; calls under way fail. */
  close(): Promise<void>;
}
