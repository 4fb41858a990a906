import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";

export interface WaitingApp {
  readonly origin: string;
  readonly redirectUri: string;
  /** Parameters that came back, the last ones first. */
  readonly answers: URLSearchParams[];
}

/** An app on the person's own machine that waits for the gateway's answer. */
export function waitingApp(): WaitingApp {
  const answers: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    if (url.pathname === "/callback") answers.unshift(url.searchParams);
    const page =
      '<!doctype html><html lang="en"><title>App</title><main><h1>Back in the app</h1></main></html>';
    response.writeHead(200, { "content-type": "text/html" }).end(page);
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    answers,
    get origin() {
      return origin();
    },
    get redirectUri() {
      return `${origin()}/callback`;
    },
  };
}
