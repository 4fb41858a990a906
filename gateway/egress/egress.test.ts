import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type EgressOptions, openEgress } from "./egress.ts";
import type { Egress, EgressRequest } from "./types.ts";

let server: Server;
let origin: string;
let handle: RequestListener;
let sockets: Socket[];
let egress: Egress;

beforeEach(async () => {
  sockets = [];
  server = createServer((req, res) => handle(req, res)).on("connection", (s) => sockets.push(s));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  egress = openEgress({ maxBytes: 10_000 });
});
afterEach(async () => {
  await egress.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

const get = (more: Partial<EgressRequest> = {}) =>
  egress.send(
    { method: "GET", url: `${origin}/`, ...more },
    { hosts: new Set(), sandboxOrigins: new Set([origin]) },
  );
const reopen = async (options: EgressOptions) => {
  await egress.close();
  egress = openEgress(options);
};
const text = (body: Uint8Array) => Buffer.from(body).toString();

test("an answer comes back with status, headers and bytes, whatever the status", async () => {
  handle = (req, res) => {
    res.writeHead(418, { "X-Two": ["a", "b"], "set-cookie": "sid=1" });
    req.pipe(res);
  };
  const answer = await get({ method: "POST", body: "hello", headers: { "content-type": "text/plain" } });
  expect(answer.status).toBe(418);
  expect(answer.headers["x-two"]).toBe("a, b");
  expect(answer.headers["set-cookie"]).toBeUndefined();
  expect(text(answer.body)).toBe("hello");
});

test("connections are kept and used again", async () => {
  handle = (_, res) => void res.end("ok");
  for (let i = 0; i < 20; i++) await get();
  // An answer resolves a moment before its connection counts as free, so that a second one may open.
  expect(sockets.length).toBeLessThanOrEqual(2);
});

test("connections to one origin are bounded", async () => {
  await reopen({ connections: 3 });
  handle = (_, res) => void setTimeout(() => res.end("ok"), 5);
  await Promise.all(Array.from({ length: 30 }, () => get()));
  expect(sockets.length).toBeLessThanOrEqual(3);
});

test("a safe call on a connection that was just closed is sent once more; an unsafe one is not", async () => {
  let requests = 0;
  handle = (req, res) => {
    if (++requests === 2) return void req.socket.destroy();
    res.end("ok");
  };
  await get();
  expect((await get()).status).toBe(200);
  expect(requests).toBe(3);
  requests = 1;
  await expect(get({ method: "POST" })).rejects.toMatchObject({ code: "provider_unreachable" });
  expect(requests).toBe(2);
});

describe("redirects", () => {
  test.each([301, 302, 303, 307, 308])("%i is an error and is not followed", async (status) => {
    let requests = 0;
    handle = (_, res) => {
      requests++;
      res.writeHead(status, { location: `${origin}/elsewhere` }).end();
    };
    await expect(get()).rejects.toMatchObject({
      code: "egress_refused",
      data: { reason: "redirect", status },
    });
    expect(requests).toBe(1);
  });
});

describe("size", () => {
  test("a declared length over the cap ends the call at the head", async () => {
    handle = (_, res) => void res.writeHead(200, { "content-length": 1e9 }).write("x");
    await expect(get()).rejects.toMatchObject({ code: "egress_too_large" });
  });

  test("an undeclared length over the cap ends the call while it streams", async () => {
    let sent = 0;
    handle = (_, res) => {
      const timer = setInterval(() => {
        sent += 4000;
        res.write(Buffer.alloc(4000));
      }, 1);
      res.on("close", () => clearInterval(timer));
    };
    await expect(get()).rejects.toMatchObject({ code: "egress_too_large" });
    expect(sent).toBeLessThan(1_000_000);
  });

  test.each([
    ["gzip", gzipSync(Buffer.alloc(5_000_000))],
    ["br", brotliCompressSync(Buffer.alloc(5_000_000))],
  ])("a %s bomb does not unfold", async (encoding, bomb) => {
    expect(bomb.byteLength).toBeLessThan(10_000);
    handle = (_, res) => void res.writeHead(200, { "content-encoding": encoding }).end(bomb);
    await expect(get()).rejects.toMatchObject({ code: "egress_too_large" });
  });

  test.each([
    ["gzip", gzipSync("packed")],
    ["br", brotliCompressSync("packed")],
  ])("%s is undone", async (encoding, body) => {
    handle = (_, res) => void res.writeHead(200, { "content-encoding": encoding }).end(body);
    const answer = await get();
    expect(text(answer.body)).toBe("packed");
    expect(answer.headers["content-encoding"]).toBeUndefined();
  });

  test("a broken or unknown encoding is the provider's fault", async () => {
    handle = (_, res) => void res.writeHead(200, { "content-encoding": "gzip" }).end("not gzip");
    await expect(get()).rejects.toMatchObject({ code: "provider_unreachable" });
    handle = (_, res) => void res.writeHead(200, { "content-encoding": "constructor" }).end("x");
    await expect(get()).rejects.toMatchObject({ code: "provider_unreachable" });
  });
});

describe("time", () => {
  test("a server that never answers", async () => {
    handle = () => {};
    await expect(get({ timeoutMs: 60 })).rejects.toMatchObject({ code: "egress_timeout" });
  });

  test("a body that trickles does not outlive the deadline", async () => {
    handle = (_, res) => {
      const timer = setInterval(() => res.write("."), 10);
      res.on("close", () => clearInterval(timer));
    };
    await expect(get({ timeoutMs: 120 })).rejects.toMatchObject({ code: "egress_timeout" });
  });

  test("a call that waits in line past its deadline never goes out", async () => {
    await reopen({ connections: 1 });
    let requests = 0;
    handle = (_, res) => {
      requests++;
      setTimeout(() => res.end("ok"), 150);
    };
    const first = get();
    await expect(get({ timeoutMs: 50 })).rejects.toMatchObject({ code: "egress_timeout" });
    await first;
    await get();
    expect(requests).toBe(2);
  });

  test("nobody listens", async () => {
    const port = (server.address() as AddressInfo).port;
    await new Promise((done) => server.close(done));
    await expect(get()).rejects.toMatchObject({ code: "provider_unreachable" });
    await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  });
});

describe("abort", () => {
  test("ends the call with the signal's reason and frees the connection", async () => {
    let closed = false;
    handle = (_, res) => void res.on("close", () => (closed = true));
    const controller = new AbortController();
    const call = get({ signal: controller.signal });
    setTimeout(() => controller.abort(new Error("revoked")), 30);
    await expect(call).rejects.toThrow("revoked");
    await expect.poll(() => closed).toBe(true);
  });

  test("before the start nothing is sent", async () => {
    handle = (_, res) => void res.end();
    await expect(get({ signal: AbortSignal.abort(new Error("no")) })).rejects.toThrow("no");
    expect(sockets).toHaveLength(0);
  });

  test("a signal that lives on keeps no listeners", async () => {
    handle = (_, res) => void res.end();
    let listeners = 0;
    const { signal } = new AbortController();
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners++;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners--;
      remove(...args);
    };
    for (let i = 0; i < 5; i++) await get({ signal });
    expect(listeners).toBe(0);
  });
});

describe("Retry-After", () => {
  const refuseTwice = (status: number, value: string) => {
    let requests = 0;
    handle = (_, res) => {
      if (++requests <= 2) res.writeHead(status, { "retry-after": value }).end();
      else res.end("ok");
    };
    return () => requests;
  };

  test.each([429, 503])("%i is asked again when told so and in time", async (status) => {
    const requests = refuseTwice(status, "0");
    expect((await get({ retry: { withinMs: 1000 } })).status).toBe(200);
    expect(requests()).toBe(3);
  });

  test("an HTTP date counts", async () => {
    const requests = refuseTwice(503, new Date(Date.now() - 1000).toUTCString());
    expect((await get({ retry: { withinMs: 1000 } })).status).toBe(200);
    expect(requests()).toBe(3);
  });

  test.each([
    ["without being told so", {}, "0"],
    ["past the deadline", { retry: { withinMs: 1000 } }, "5"],
    ["for an unsafe method", { retry: { withinMs: 1000 }, method: "POST" }, "0"],
    ["for a time that cannot be read", { retry: { withinMs: 1000 } }, "soon"],
  ])("%s the answer is handed out", async (_, more, value) => {
    const requests = refuseTwice(429, value);
    expect((await get(more)).status).toBe(429);
    expect(requests()).toBe(1);
  });

  test("an unsafe method is sent again only when the caller knows it may be", async () => {
    const requests = refuseTwice(429, "0");
    expect((await get({ method: "POST", retry: { withinMs: 1000, anyMethod: true } })).status).toBe(200);
    expect(requests()).toBe(3);
  });

  test("the number of sends is bounded", async () => {
    let requests = 0;
    handle = (_, res) => {
      requests++;
      res.writeHead(429, { "retry-after": "0" }).end();
    };
    expect((await get({ retry: { withinMs: 60_000 } })).status).toBe(429);
    expect(requests).toBe(4);
  });
});

describe("requests that are not sent", () => {
  test.each([
    { "x-a": "1\r\nx-b: 2" },
    { "x-a": "1\n" },
    { "x-a": "\0" },
    { "x a": "1" },
    { "x-a\r\nx-b": "1" },
    { "": "1" },
    { Host: "evil.example" },
    { Connection: "close" },
    { "Transfer-Encoding": "chunked" },
    { "content-length": "0" },
    { upgrade: "h2c" },
    { TE: "trailers" },
  ])("headers %j", async (headers) => {
    await expect(get({ headers: headers as Record<string, string> })).rejects.toMatchObject({
      code: "egress_refused",
    });
  });

  test.each(["CONNECT", "TRACE", "get", "GET / HTTP/1.1"])("method %j", async (method) => {
    await expect(get({ method })).rejects.toMatchObject({ code: "egress_refused" });
  });
});

test("an origin that is not named as emulated is not called, even on this machine", async () => {
  const call = egress.send({ method: "GET", url: origin }, { hosts: new Set([new URL(origin).host]) });
  await expect(call).rejects.toMatchObject({ code: "egress_refused" });
  expect(sockets).toHaveLength(0);
});
