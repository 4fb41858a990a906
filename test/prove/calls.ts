import { Agent, request } from "node:http";

/** What an agent got for one call, and when its last byte was read. */
export interface Got {
  /** `result`: mail. `refused`: an error an agent can act on. `closed`: the connection ended without an answer. */
  kind: "result" | "refused" | "closed";
  code: string;
  at: number;
}

interface Rpc {
  result?: { isError?: boolean; _meta?: { "valetkey/error"?: { error: string } } };
  error?: { code: number; message: string };
}

/** The JSON-RPC message of an answer, as JSON or as the one event of a stream. */
function messageOf(text: string): Rpc | undefined {
  const line = text.startsWith("{") ? text : /^data: (.+)$/m.exec(text)?.[1];
  try {
    return line === undefined ? undefined : (JSON.parse(line) as Rpc);
  } catch {
    return undefined;
  }
}

function understand(status: number, text: string, at: number): Got {
  const message = messageOf(text);
  if (!message) return { kind: "closed", code: `HTTP ${status} without a message`, at };
  if (message.result && message.result.isError !== true) return { kind: "result", code: "result", at };
  const code =
    message.result?._meta?.["valetkey/error"]?.error ?? message.error?.message ?? text.slice(0, 600);
  return { kind: "refused", code, at };
}

/** Agents on connections of their own, below any client library, so that arrival is seen as early as possible. */
export class Callers {
  readonly #agent = new Agent({ keepAlive: true });
  /** Requests whose last byte the operating system has taken, on a connection that stands. */
  sent = 0;

  call(url: string, token: string, tool: string, args: object, server = "gmail"): Promise<Got> {
    const body = JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: tool, arguments: args },
    });
    const headers = {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2025-11-25",
    };
    return new Promise((resolve) => {
      const send = (tries: number) => {
        const closed = (error: NodeJS.ErrnoException) => {
          // The gateway may close an idle connection just as it is used again: clients then open another.
          if (outgoing.reusedSocket && tries === 0 && error.code === "ECONNRESET") send(1);
          else resolve({ kind: "closed", code: error.code ?? error.message, at: performance.now() });
        };
        const outgoing = request(
          `${url}/mcp/${server}`,
          { method: "POST", headers, agent: this.#agent },
          (response) => {
            const chunks: Buffer[] = [];
            response.on("data", (chunk: Buffer) => chunks.push(chunk));
            response.once("error", closed);
            response.once("end", () => {
              const text = Buffer.concat(chunks).toString("utf8");
              resolve(understand(response.statusCode ?? 0, text, performance.now()));
            });
          },
        )
          .once("error", closed)
          .once("finish", () => {
            if (tries === 0) this.sent++;
          })
          .end(body);
      };
      send(0);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
