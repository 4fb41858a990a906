import { randomBytes } from "node:crypto";

/** Where a request stands in the caller's trace: for our own log, and sent to nobody outside. */
export interface Trace {
  /** 32 hexadecimal digits, the caller's. */
  id: string;
  /** 16 digits, made here for this request. */
  span: string;
}

const VERSIONED = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;
const NONE = /^0+$/;

/**
 * A `traceparent` (https://www.w3.org/TR/trace-context/#traceparent-header). Undefined for one that is not valid: it is
 * then as if none had come. A later version may bring more fields; version 00 has four.
 */
export function traceOf(
  header: unknown,
  spanId: () => string = () => randomBytes(8).toString("hex"),
): Trace | undefined {
  if (typeof header !== "string" || header.length > 200) return undefined;
  const [, version, id = "", parent = "", more] = VERSIONED.exec(header) ?? [];
  if (version === undefined || version === "ff" || (version === "00" && more !== undefined)) return undefined;
  if (NONE.test(id) || NONE.test(parent)) return undefined;
  return { id, span: spanId() };
}
