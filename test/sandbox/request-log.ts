/** One request that the sandbox served. */
export interface LoggedRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** With the question mark, or empty. */
  readonly search: string;
  /** The bearer token as it came. */
  readonly token: string | undefined;
  /** 0 until answered. */
  status: number;
}

const KEPT = 2000;

/** The last 2,000 requests and a count of all of them. Bounded, so that benchmarks can run against it. */
export class RequestLog {
  #ring: LoggedRequest[] = [];
  #count = 0;

  /** Requests since the start or the last `clear`. */
  get count(): number {
    return this.#count;
  }

  begin(method: string, url: URL, token: string | undefined): LoggedRequest {
    const entry = { at: Date.now(), method, path: url.pathname, search: url.search, token, status: 0 };
    this.#ring[this.#count % KEPT] = entry;
    this.#count += 1;
    return entry;
  }

  /** Oldest first. */
  all(): LoggedRequest[] {
    const turn = this.#count % KEPT;
    return this.#count <= KEPT ? [...this.#ring] : [...this.#ring.slice(turn), ...this.#ring.slice(0, turn)];
  }

  clear(): void {
    this.#ring = [];
    this.#count = 0;
  }
}
