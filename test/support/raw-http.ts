import { type IncomingHttpHeaders, request } from "node:http";

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  rawHeaders: string[];
  text: string;
}

/** A request as it is, with any Host, path and header: `fetch` would tidy them up. */
export function rawHttp(
  url: string,
  options: {
    method?: string;
    path?: string;
    headers?: Record<string, string | string[]>;
    body?: string | Buffer | readonly (string | Buffer)[];
  } = {},
): Promise<RawAnswer> {
  const { port } = new URL(url);
  const { body } = options;
  const parts: readonly (string | Buffer)[] =
    body === undefined ? [] : typeof body === "string" || Buffer.isBuffer(body) ? [body] : body;
  const length = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  const isChunked = options.headers?.["transfer-encoding"] !== undefined;
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port,
        method: options.method ?? "GET",
        path: options.path ?? "/",
        headers: {
          host: new URL(url).host,
          ...(length > 0 && !isChunked && { "content-length": String(length) }),
          ...options.headers,
        },
        agent: false,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            rawHeaders: answer.rawHeaders,
            text: Buffer.concat(chunks).toString("utf8"),
          }),
        );
        answer.on("error", reject);
      },
    );
    sent.on("error", reject);
    for (const part of parts) sent.write(part);
    sent.end();
  });
}
