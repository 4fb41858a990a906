/** What to do to matching requests. Without `status` the request is served as usual once the wait is over. */
export interface Fault {
  method?: string;
  /** A path prefix (`/gmail/`, `/token`) or a pattern. Every path when left out. */
  path?: string | RegExp;
  /** Answer with this status instead. */
  status?: number;
  /** JSON body of that answer. */
  body?: unknown;
  /** Seconds, for `Retry-After`. */
  retryAfter?: number;
  /** Further headers of that answer. */
  headers?: Readonly<Record<string, string>>;
  /** Milliseconds to wait first. */
  delay?: number;
  /** Wait until `release` is called. */
  hang?: boolean;
  /** How many requests it meets; every one when left out. */
  times?: number;
}

export interface ActiveFault {
  /** Requests it has met. */
  readonly hits: number;
  /** Lets every held request go and ends the fault. */
  release(): void;
}

class Active implements ActiveFault {
  hits = 0;
  readonly fault: Fault;
  readonly held: Promise<void>;
  readonly #end: () => void;
  #open: () => void = () => {};

  constructor(fault: Fault, end: (active: Active) => void) {
    this.fault = fault;
    this.#end = () => end(this);
    this.held = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  release(): void {
    this.#end();
    this.#open();
  }
}

/** Faults that tests inject. */
export class Faults {
  readonly #active = new Set<Active>();

  get any(): boolean {
    return this.#active.size > 0;
  }

  inject(fault: Fault): ActiveFault {
    const active = new Active(fault, (one) => this.#active.delete(one));
    this.#active.add(active);
    return active;
  }

  clear(): void {
    for (const active of [...this.#active]) active.release();
  }

  /** The answer of the first fault that matches, after its wait; undefined lets the request through. */
  async meet(method: string, path: string): Promise<Response | undefined> {
    const active = [...this.#active].find(({ fault }) => matches(fault, method, path));
    if (!active) return undefined;
    active.hits += 1;
    const { fault } = active;
    if (fault.times !== undefined && active.hits >= fault.times) this.#active.delete(active);
    if (fault.delay !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.delay));
    if (fault.hang) await active.held;
    if (fault.status === undefined) return undefined;
    const wait = fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
    const headers = { ...wait, ...fault.headers };
    return Response.json(
      fault.body ?? { error: { code: fault.status, message: "Injected by the sandbox." } },
      {
        status: fault.status,
        headers,
      },
    );
  }
}

function matches(fault: Fault, method: string, path: string): boolean {
  if (fault.method !== undefined && fault.method !== method) return false;
  if (fault.path === undefined) return true;
  return typeof fault.path === "string" ? path.startsWith(fault.path) : fault.path.test(path);
}
