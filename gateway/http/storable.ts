import { GatewayError } from "../errors.ts";

/** Throws `bad_request` for a string with a NUL character, which PostgreSQL cannot hold, however deep it sits. */
export function requireStorable(value: unknown, path = ""): void {
  if (typeof value === "string" && value.includes("\0")) {
    throw new GatewayError("bad_request", { data: { fields: [{ path, message: "holds a NUL character" }] } });
  }
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) requireStorable(inner, path ? `${path}.${name}` : name);
}
