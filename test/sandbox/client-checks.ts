import { createHash, timingSafeEqual } from "node:crypto";

export function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Client id and secret of HTTP Basic. Undefined: the header is absent or malformed. */
export function basicOf(request: Request): { id: string; secret: string } | undefined {
  const encoded = /^Basic (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const [id, ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return id === undefined || rest.length === 0
    ? undefined
    : { id: decodeURIComponent(id), secret: decodeURIComponent(rest.join(":")) };
}

export interface Challenge {
  value: string;
  method: "S256" | "plain";
}

/** RFC 7636 section 4.6. */
export function answersChallenge({ value, method }: Challenge, verifier: string): boolean {
  return same(
    method === "plain" ? verifier : createHash("sha256").update(verifier).digest("base64url"),
    value,
  );
}
