import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

it("runs in a process of its own, is steered from outside and ends with its input", async () => {
  const file = fileURLToPath(new URL("./google-process.ts", import.meta.url));
  const child = spawn(process.execPath, [file, "--redirect-uri", "http://127.0.0.1:9/cb"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const ready = JSON.parse(line.toString("utf8")) as { url: string; control: string; client_id: string };
  const steer = async (action: string, body: object = {}) => {
    const answer = await fetch(`${ready.control}/__sandbox/${action}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: answer.ok ? await answer.json() : undefined };
  };
  const labels = () =>
    fetch(`${ready.url}/gmail/v1/users/me/labels`, { headers: { authorization: "Bearer x" } });
  expect((await labels()).status).toBe(401);
  await steer("faults", { faults: [{ path: "/gmail/", status: 503, delay: 60 }] });
  const started = performance.now();
  expect((await labels()).status).toBe(503);
  expect(performance.now() - started).toBeGreaterThan(50);
  await steer("faults");
  expect((await labels()).status).toBe(401);
  expect((await steer("stats")).body).toEqual({ requests: 3, tokens: { access: 0, refresh: 0 } });
  expect((await steer("mail", { email: "ben@acme.test" })).body).toHaveLength(12);
  expect((await steer("constructor")).status).toBe(404);
  const ended = once(child, "exit");
  child.stdin.end();
  expect((await ended)[0]).toBe(0);
});
