import { type Client, type LocalCode, openClient } from "../../../gateway/api/client.ts";
import { CliError, EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { chosenProfile, type Profile } from "./profiles.ts";

const TIMEOUT_MS = 60_000;
/** Of one JSON answer; a page of the largest list is a tenth of it. */
const MOST = 50_000_000;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** As people type it: without a scheme it is https, on this machine http. */
function urlOf(text: string): URL | null {
  if (text.includes("://")) return URL.parse(text);
  const url = URL.parse(`https://${text}`);
  return url && LOOPBACK.has(url.hostname) ? URL.parse(`http://${text}`) : url;
}

/** An origin that a credential may be sent to: https, or this machine. */
export function originOf(text: string): string {
  const url = urlOf(text);
  const next = "It is the gateway's PUBLIC_URL, https://valetkey.acme.com for example.";
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new CliError(EXIT.usage, `${text} is not the address of a gateway.`, { next });
  if (url.protocol === "http:" && !LOOPBACK.has(url.hostname))
    throw new CliError(
      EXIT.usage,
      "A gateway elsewhere must be https: a session would travel in the clear.",
      { next },
    );
  return url.origin;
}

/** Ends a body that is longer than any answer is. */
function capped(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  let length = 0;
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        length += chunk.length;
        if (length > MOST) controller.error(new Error("too large"));
        else controller.enqueue(chunk);
      },
    }),
  );
}

/** No redirect is followed: a session goes to the origin that gave it. Answers in JSON end in time and in size. */
const askGateway: typeof fetch = async (address, init = {}) => {
  const streams = new Headers(init.headers).get("accept") !== "application/json";
  const late = AbortSignal.timeout(TIMEOUT_MS);
  const signal = streams ? init.signal : AbortSignal.any([late, ...(init.signal ? [init.signal] : [])]);
  const response = await fetch(address, { ...init, redirect: "error", ...(signal && { signal }) });
  if (streams || !response.body) return response;
  const { status, statusText, headers } = response;
  return new Response(capped(response.body as ReadableStream<Uint8Array>), { status, statusText, headers });
};

function localError(origin: string) {
  return (code: LocalCode, detail?: string): CliError =>
    code === "gateway_unreachable"
      ? new CliError(EXIT.unreachable, `${origin} does not answer.`, {
          code,
          next: "Is it running, and is the address right? valetkey doctor looks further, on its machine.",
        })
      : new CliError(
          EXIT.unreachable,
          `${origin} does not answer as a gateway of this version${detail ? ` (${detail})` : ""}.`,
          {
            code,
            next: "Check the address; use the version of valetkey that the gateway has.",
          },
        );
}

/** `token`: of a session; none before there is one. */
export function clientOf(origin: string, token?: string): Client {
  return openClient({
    origin,
    headers: (): Record<string, string> => (token === undefined ? {} : { authorization: `Bearer ${token}` }),
    fetch: askGateway,
    local: localError(origin),
  });
}

export interface Gateway {
  client: Client;
  name: string;
  profile: Profile;
  /** Of routes below a workspace. */
  at: { workspace: string };
  signal: AbortSignal | undefined;
}

export async function openGateway(io: Io, { profile: named }: { profile?: string }): Promise<Gateway> {
  const { name, profile } = await chosenProfile(io, named);
  const client = clientOf(originOf(profile.url), profile.token);
  return { client, name, profile, at: { workspace: profile.workspace.id }, signal: io.signal };
}
