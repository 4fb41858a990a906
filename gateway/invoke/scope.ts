import type { Ticket } from "../fence/index.ts";

/**
 * One request from its arrival until its answer has left. `http/` makes it; every tool call in it holds its fence
 * ticket here, so that a revocation can wait for the answer to leave, or cut the connection.
 */
export class CallScope {
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly kill: () => void;
  #tickets: Ticket[] = [];
  #over = false;

  constructor(options: { requestId: string; signal: AbortSignal; kill: () => void }) {
    this.requestId = options.requestId;
    this.signal = options.signal;
    this.kill = options.kill;
  }

  hold(ticket: Ticket): void {
    if (this.#over) ticket.release();
    else this.#tickets.push(ticket);
  }

  /** The answer has left or never will. */
  end(): void {
    this.#over = true;
    for (const ticket of this.#tickets) ticket.release();
    this.#tickets = [];
  }
}
