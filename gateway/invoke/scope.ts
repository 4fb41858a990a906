import type { Ticket } from "../fence/index.ts";

/** Tells the caller how far a call is: a sentence, and where it is known, how much of how much. */
export type Progress = (message: string, done?: number, total?: number) => void;

export interface ScopeOptions {
  requestId: string;
  signal: AbortSignal;
  /** Cuts the connection. */
  kill: () => void;
  /** Aborts `signal`: the caller does not want the answer any more. */
  cancel?: () => void;
}

/**
 * One request from its arrival until its answer has left. `http/` makes it; every tool call in it holds its fence
 * ticket here, so that a revocation can wait for the answer to leave, or cut the connection.
 */
export class CallScope {
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly kill: () => void;
  readonly cancel: () => void;
  /** Present where the caller asked to be told; see `telling`. What a call says may be dropped, never kept. */
  progress: Progress | undefined;
  #tickets: Ticket[] = [];
  #endings: (() => void)[] = [];
  #over = false;

  constructor(options: ScopeOptions) {
    this.requestId = options.requestId;
    this.signal = options.signal;
    this.kill = options.kill;
    this.cancel = options.cancel ?? options.kill;
  }

  hold(ticket: Ticket): void {
    if (this.#over) ticket.release();
    else this.#tickets.push(ticket);
  }

  /** One call of this request, which has its own progress; a batch has several. */
  telling(progress: Progress): CallScope {
    const { requestId, signal, kill, cancel } = this;
    const call = new CallScope({ requestId, signal, kill, cancel });
    call.progress = progress;
    this.onEnd(() => call.end());
    return call;
  }

  /** Runs `work` when the answer has left or never will. */
  onEnd(work: () => void): void {
    if (this.#over) work();
    else this.#endings.push(work);
  }

  /** The answer has left or never will. */
  end(): void {
    this.#over = true;
    for (const work of this.#endings) work();
    this.#endings = [];
    for (const ticket of this.#tickets) ticket.release();
    this.#tickets = [];
  }
}
