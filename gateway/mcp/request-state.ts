import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import canonicalize from "canonicalize";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import { type SigningKeys, subjectOf } from "./session.ts";

/** What a state belongs to: this very request at this endpoint. */
export interface StatedRequest {
  endpoint: string;
  tool: string;
  args: unknown;
}

export interface RequestStates {
  mint(who: Principal, request: StatedRequest): string;
  /** False for a state that was changed, has expired, or was made for somebody else or for another request. */
  holds(who: Principal, request: StatedRequest, state: string): boolean;
}

const STATE_MS = 15 * 60_000;
const SHAPE = /^1\.([0-9a-z]{1,10})\.([\w-]{43})$/;

/**
 * `requestState` of 2026-07-28: until when, and a MAC over that, the principal and the digest of the request. It says
 * that the person was asked, and nothing else: whether the call may go on is found anew.
 * https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export function openRequestStates(keys: SigningKeys, clock: Clock): RequestStates {
  const macOf = (key: Buffer, who: Principal, request: StatedRequest, expires: string): Buffer => {
    const digest = createHash("sha256")
      .update(canonical(request.args ?? {}))
      .digest("base64url");
    const said = ["mcp request state 1", request.endpoint, subjectOf(who), request.tool, digest, expires];
    return createHmac("sha256", key).update(JSON.stringify(said)).digest();
  };
  return {
    mint(who, request) {
      const [current] = keys;
      if (!current) throw new Error("the key ring has no key");
      const expires = Math.ceil((clock() + STATE_MS) / 1000).toString(36);
      return `1.${expires}.${macOf(current.key, who, request, expires).toString("base64url")}`;
    },
    holds(who, request, state) {
      const [, expires, mac] = SHAPE.exec(state) ?? [];
      if (expires === undefined || mac === undefined) return false;
      const given = Buffer.from(mac, "base64url");
      const ours = keys.some(({ key }) => timingSafeEqual(macOf(key, who, request, expires), given));
      return ours && Number.parseInt(expires, 36) * 1000 > clock();
    },
  };
}

function canonical(args: unknown): string {
  try {
    return canonicalize([args]) ?? "";
  } catch {
    return JSON.stringify([args]); // a lone surrogate: RFC 8785 has no form for it, and an agent may send it
  }
}
