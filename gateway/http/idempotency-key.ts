import type { Request } from "express";
import { GatewayError } from "../errors.ts";

const MAX = 255;

/**
 * The value of `Idempotency-Key`: a string of structured fields (`"8e03978e-…"`, RFC 9651 section 3.3.3), or the same
 * without quotes, as many clients send it. Throws `bad_request` for anything else.
 */
export function idempotencyKey(req: Pick<Request, "headers">): string | undefined {
  const text = req.headers["idempotency-key"];
  if (text === undefined) return undefined;
  const quoted = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/.exec(String(text))?.[1];
  const bare = /^[\x21\x23-\x7e]+$/.exec(String(text))?.[0];
  const key = quoted?.replace(/\\(.)/g, "$1") ?? bare;
  if (key !== undefined && key.length > 0 && key.length <= MAX) return key;
  const message = `is 1 to ${MAX} printable ASCII characters, in quotes`;
  throw new GatewayError("bad_request", { data: { fields: [{ path: "Idempotency-Key", message }] } });
}
