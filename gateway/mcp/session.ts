import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { ClientCapabilities } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";

/** Signing keys, the first is current (`KeyProvider.derive` of the vault). */
export type SigningKeys = readonly { id: string; key: Buffer }[];

/** A session of the older protocol: what the client said of itself when it began. */
export interface ClientSession {
  /** Random; names the session in this process. */
  id: string;
  version: string;
  capabilities: ClientCapabilities;
}

const flag = z.literal(1).optional();
const contents = z.strictObject({
  n: z.string(),
  v: z.string().max(20),
  e: z.number(),
  form: flag,
  url: flag,
  sampling: flag,
  tools: flag,
  roots: flag,
});
type Contents = z.output<typeof contents>;

/** A client that stays open for weeks goes on; what a session says gives nobody anything. */
const SESSION_MS = 30 * 24 * 3_600_000;
const MAC_BYTES = 16;
const LONGEST = 400;

export interface Sessions {
  /** The value of `Mcp-Session-Id` for a client that has just begun. */
  begin(who: Principal, capabilities: ClientCapabilities, version: string): string;
  /** Undefined for a text that was changed, has expired, or was made for another principal or endpoint. */
  read(who: Principal, text: string): ClientSession | undefined;
}

/** Whom a text that a client carries is bound to. */
export const subjectOf = ({ workspaceId, kind, id, agentId, userId, clientId }: Principal): string =>
  JSON.stringify([workspaceId, kind, id, agentId ?? null, userId ?? null, clientId ?? null]);

/**
 * Sessions of revisions up to 2025-11-25 without memory: the id is what the client said, and a MAC over it, the subject
 * and the endpoint (HMAC-SHA256 cut to 128 bits, RFC 2104 section 5). Any replica answers.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management
 */
export function openSessions(keys: SigningKeys, endpoint: string, clock: Clock): Sessions {
  const macOf = (key: Buffer, who: Principal, body: string): Buffer =>
    createHmac("sha256", key)
      .update(JSON.stringify(["mcp session 1", endpoint, subjectOf(who), body]))
      .digest()
      .subarray(0, MAC_BYTES);
  return {
    begin(who, capabilities, version) {
      const [current] = keys;
      if (!current) throw new Error("the key ring has no key");
      const said: Contents = {
        n: randomBytes(12).toString("base64url"),
        v: version,
        e: clock() + SESSION_MS,
        ...flagsOf(capabilities),
      };
      const body = Buffer.from(JSON.stringify(said)).toString("base64url");
      return `${body}.${macOf(current.key, who, body).toString("base64url")}`;
    },
    read(who, text) {
      const [body = "", mac = "", ...more] = text.length > LONGEST ? [] : text.split(".");
      const given = Buffer.from(mac, "base64url");
      if (more.length > 0 || given.length !== MAC_BYTES) return undefined;
      if (!keys.some(({ key }) => timingSafeEqual(macOf(key, who, body), given))) return undefined;
      const said = contents.parse(JSON.parse(Buffer.from(body, "base64url").toString("utf8")));
      if (said.e <= clock()) return undefined;
      return { id: said.n, version: said.v, capabilities: capabilitiesOf(said) };
    },
  };
}

/** Revision 2025-06-18 knew forms alone and said so with `{}`. */
function flagsOf({ elicitation, sampling, roots }: ClientCapabilities): Partial<Contents> {
  const form = elicitation && (elicitation.form !== undefined || elicitation.url === undefined);
  return {
    ...(form && { form: 1 }),
    ...(elicitation?.url && { url: 1 }),
    ...(sampling && { sampling: 1 }),
    ...(sampling?.tools && { tools: 1 }),
    ...(roots && { roots: 1 }),
  };
}

const capabilitiesOf = ({ form, url, sampling, tools, roots }: Contents): ClientCapabilities => ({
  ...((form || url) && { elicitation: { ...(form && { form: {} }), ...(url && { url: {} }) } }),
  ...(sampling && { sampling: tools ? { tools: {} } : {} }),
  ...(roots && { roots: {} }),
});
