// Keeps what the journeys call and what the emulated providers answer, for `record.ts`. A setup file of vitest.
import { subscribe } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";
import { Client } from "@modelcontextprotocol/client";

const into = process.env.FUZZ_RECORD;
const keep = (line: object) =>
  into && appendFileSync(`${into}/${process.pid}.jsonl`, `${JSON.stringify(line)}\n`);

interface UndiciRequest {
  method: string;
  path: string;
  headers: string | string[];
  body?: unknown;
}
interface Seen {
  status: number;
  type: string;
  chunks: Uint8Array[];
}
/** Which question was asked, where one path takes them all. */
const questions = new WeakMap<UndiciRequest, string>();
const seen = new WeakMap<UndiciRequest, Seen>();
const ours = ({ headers }: UndiciRequest) => /user-agent[\s\S]{0,10}valetkey/i.test(String(headers));
const on = (name: string, take: (message: Record<string, unknown> & { request: UndiciRequest }) => void) =>
  subscribe(`undici:request:${name}`, (message) => {
    const known = message as Record<string, unknown> & { request: UndiciRequest };
    if (ours(known.request)) take(known);
  });

on("create", ({ request }) => {
  if (!request.path.endsWith("/graphql")) return;
  const [, name = ""] = /(?:query|mutation) (\w+)/.exec(String(request.body ?? "")) ?? [];
  questions.set(request, name);
});
on("headers", ({ request, response }) => {
  const { statusCode, headers } = response as { statusCode: number; headers: Uint8Array[] };
  const names = headers.map((one) => Buffer.from(one).toString("latin1"));
  const at = names.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === "content-type");
  seen.set(request, { status: statusCode, type: names[at + 1] ?? "", chunks: [] });
});
on("bodyChunkReceived", ({ request, chunk }) => seen.get(request)?.chunks.push(chunk as Uint8Array));
on("trailers", ({ request }) => {
  const found = seen.get(request);
  if (!found) return;
  const body = Buffer.concat(found.chunks).toString("base64");
  const question = questions.get(request);
  keep({
    method: request.method,
    path: request.path,
    question,
    status: found.status,
    type: found.type,
    body,
  });
});

const call = Client.prototype.callTool;
Client.prototype.callTool = function (this: Client, ...args: Parameters<typeof call>) {
  const [{ name, arguments: input }] = args;
  keep({ tool: name, input });
  return call.apply(this, args);
} as typeof call;
