import type { Dispatcher } from "undici";
import { GatewayError } from "../errors.ts";
import { failureOf, markSent } from "./failure.ts";

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  /** As it came, still encoded. */
  body: Buffer;
}

export interface ExchangeOptions {
  maxBytes: number;
  deadlineMs: number;
  signal?: AbortSignal | undefined;
  showRedirect?: boolean | undefined;
}

type Incoming = Record<string, string | string[] | undefined>;
const REDIRECTS = new Set([300, 301, 302, 303, 305, 307, 308]);
const EMPTY = Buffer.alloc(0);

/**
 * One request and its answer, as undici's handler: no streams and no intermediate objects on the hot path. The
 * first of answer, error, deadline and abort settles `answer`; whatever comes later is ignored.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<RawAnswer>;
  #resolve: (answer: RawAnswer) => void;
  #reject: (error: unknown) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #status = 0;
  #headers: Record<string, string> = {};
  #chunks: Buffer[] = [];
  #size = 0;
  #maxBytes: number;
  #timer: NodeJS.Timeout;
  #signal: AbortSignal | undefined;
  #showRedirect: boolean;

  constructor({ maxBytes, deadlineMs, signal, showRedirect = false }: ExchangeOptions) {
    const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
    this.answer = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#maxBytes = maxBytes;
    this.#showRedirect = showRedirect;
    this.#timer = setTimeout(this.#overdue, deadlineMs);
    this.#signal = signal;
    signal?.addEventListener("abort", this.#abandoned, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error("Nobody waits for this request any more."));
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, incoming: Incoming): void {
    if (status < 200) return;
    if (REDIRECTS.has(status) && !this.#showRedirect) {
      const data = { reason: "redirect", status };
      this.fail(
        new GatewayError("egress_refused", { detail: "The provider answered with a redirect.", data }),
      );
    } else if (Number(incoming["content-length"]) > this.#maxBytes) {
      this.fail(new GatewayError("egress_too_large"));
    } else {
      this.#status = status;
      this.#headers = flat(incoming);
    }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.byteLength;
    if (this.#size <= this.#maxBytes) this.#chunks.push(chunk);
    else this.fail(new GatewayError("egress_too_large"));
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    const [first = EMPTY] = this.#chunks;
    const body = this.#chunks.length < 2 ? first : Buffer.concat(this.#chunks, this.#size);
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.fail(failureOf(error));
  }

  /** Ends the exchange; a request under way is torn down, one still queued never goes out. */
  fail(error: unknown): void {
    if (!this.#settle()) return;
    if (this.#controller && error instanceof GatewayError) markSent(error);
    this.#reject(error);
    this.#controller?.abort(error instanceof Error ? error : new Error("aborted"));
  }

  #overdue = (): void => this.fail(new GatewayError("egress_timeout"));
  #abandoned = (): void => this.fail(this.#signal?.reason);

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#abandoned);
    return true;
  }
}

/** Repeated fields become one; cookies have no use here and stay out. */
function flat(incoming: Incoming): Record<string, string> {
  delete incoming["set-cookie"];
  for (const name in incoming) {
    const value = incoming[name];
    if (typeof value !== "string") incoming[name] = value?.join(", ") ?? "";
  }
  return incoming as Record<string, string>;
}
