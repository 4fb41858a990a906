import type { Egress, EgressPolicy, EgressRequest } from "./types.ts";

/** As much of `fetch` as OAuth libraries use: one URL, plain headers, a body that is there whole. */
type EgressFetch = (
  url: string | URL,
  init?: {
    method?: string;
    headers?: Readonly<Record<string, string>>;
    body?: unknown;
    signal?: AbortSignal | null;
  },
) => Promise<Response>;

/** `fetch` through the egress, under one policy. A redirect throws instead of coming back as an answer. */
export function egressFetch(
  egress: Egress,
  policy: EgressPolicy,
  limits: Pick<EgressRequest, "timeoutMs" | "maxBytes"> = {},
): EgressFetch {
  return async (url, init = {}) => {
    const { status, headers, body } = await egress.send(
      {
        ...limits,
        url,
        method: init.method ?? "GET",
        headers: init.headers ?? {},
        body: bodyOf(init.body),
        signal: init.signal ?? undefined,
      },
      policy,
    );
    const bodiless = status === 204 || status === 205 || status === 304;
    return new Response(bodiless ? null : (body as Uint8Array<ArrayBuffer>), { status, headers });
  };
}

function bodyOf(body: unknown): string | Uint8Array | null {
  if (body === undefined || body === null) return null;
  if (typeof body === "string" || body instanceof Uint8Array) return body;
  if (body instanceof URLSearchParams) return body.toString();
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  throw new TypeError("Only text and bytes can be sent.");
}
