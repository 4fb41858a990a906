import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  request as send,
} from "node:http";
import type { AddressInfo } from "node:net";

/** A token request that was caught on its way. */
export interface Caught {
  /** It is at the point: `before`: the provider knows nothing of it; `after`: the provider has carried it out. */
  reached: Promise<void>;
  /** Lets it, or its answer, through. */
  pass(): void;
  /** Closes its connection: a request that was caught before never reaches the provider, an answer nobody. */
  cut(): void;
}
type Point = "before" | "after";

interface Trap {
  at: Point;
  reached: PromiseWithResolvers<void>;
  verdict: PromiseWithResolvers<"pass" | "cut">;
}

/** In front of the token endpoint. Requests go on to the provider as they came; tests may hold, delay or cut one. */
export class TokenGate {
  /** Token requests with `grant_type=refresh_token` that came in, whatever became of them. */
  refreshRequests = 0;
  /** Every token request waits so long before it is carried out. Milliseconds. */
  delayMs = 0;
  readonly #traps: Trap[] = [];
  readonly #inner: Server;

  constructor(provider: (req: IncomingMessage, res: ServerResponse) => void) {
    this.#inner = createServer(provider);
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#inner.listen(0, "127.0.0.1", resolve));
  }

  close(): void {
    for (const trap of this.#traps) trap.verdict.resolve("cut");
    this.#inner.close();
    this.#inner.closeAllConnections();
  }

  /** Catches the next refresh. */
  catchRefresh(at: Point): Caught {
    const trap: Trap = { at, reached: Promise.withResolvers(), verdict: Promise.withResolvers() };
    this.#traps.push(trap);
    return {
      reached: trap.reached.promise,
      pass: () => trap.verdict.resolve("pass"),
      cut: () => trap.verdict.resolve("cut"),
    };
  }

  /** One token request, from a server of which this is the handler. */
  async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const isRefresh = new URLSearchParams(body.toString("utf8")).get("grant_type") === "refresh_token";
    if (isRefresh) this.refreshRequests++;
    const trap = isRefresh ? this.#traps.shift() : undefined;
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    if (!(await this.#through("before", trap, res))) return;
    const answer = await this.#forward(req, body).catch(() => undefined);
    if (!answer) return void res.destroy();
    if (!(await this.#through("after", trap, res))) return;
    res.writeHead(answer.status, answer.headers).end(answer.body);
  }

  /** Whether the request goes on; a caller who went away takes it along. */
  async #through(at: Point, trap: Trap | undefined, res: ServerResponse): Promise<boolean> {
    if (trap?.at === at) {
      trap.reached.resolve();
      res.once("close", () => trap.verdict.resolve("cut"));
      if ((await trap.verdict.promise) === "cut") res.destroy();
    }
    return !res.destroyed;
  }

  #forward(req: IncomingMessage, body: Buffer) {
    const { port } = this.#inner.address() as AddressInfo;
    const { method, url: path, headers } = req;
    return new Promise<{ status: number; headers: string[]; body: Buffer }>((resolve, reject) => {
      send({ host: "127.0.0.1", port, method, path, headers }, async (answer) => {
        const parts: Buffer[] = [];
        for await (const part of answer) parts.push(part as Buffer);
        const isOwn = (name: string) =>
          /^(transfer-encoding|connection|keep-alive|content-length)$/i.test(name);
        const kept = answer.rawHeaders.filter((_, at, all) => !isOwn(all[at - (at % 2)] ?? ""));
        resolve({ status: answer.statusCode ?? 502, headers: kept, body: Buffer.concat(parts) });
      })
        .once("error", reject)
        .end(body);
    });
  }
}
