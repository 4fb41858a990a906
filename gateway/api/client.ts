/**
 * A client of the API for browsers and programs alike: `fetch`, zod and nothing of Node. Routes come from `contract/`, so
 * that what is sent and what comes back are typed, and each answer is held against its schema.
 */
import type { z } from "zod";
import { type Problem, problem } from "./contract/problem.ts";
import type { Params, Route } from "./contract/route.ts";

/** Every failed request, also those that never reached the gateway, as problem details. */
export class ApiError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "ApiError";
    this.problem = problem;
  }
  get code(): string {
    return this.problem.code;
  }
}

/** What a request can fail with before the gateway has said anything, or when what it said is no answer. */
export type LocalCode = "gateway_unreachable" | "answer_not_understood";

export interface ClientOptions {
  /** Origin of the gateway, `https://valetkey.acme.com`; empty in its own pages. */
  origin: string;
  /** Sent with every request: a credential, or the CSRF value of a session. */
  headers(route: Route): Record<string, string>;
  /** Default: the platform's. A program has its own: no redirects, and an end to what it reads. */
  fetch?: typeof fetch;
  /** A `LocalCode` in words for whoever reads it. */
  local(code: LocalCode, detail?: string): Error;
}

export type Answer<R extends Route> = z.output<R["response"]>;
export type Body<R extends Route> = z.input<NonNullable<R["body"]>>;
export type Query<R extends Route> = z.input<NonNullable<R["query"]>>;

type With<Name extends string, S> = [S] extends [never]
  ? { readonly [N in Name]?: undefined }
  : Record<never, never> extends z.input<S>
    ? { readonly [N in Name]?: z.input<S> | undefined }
    : { readonly [N in Name]: z.input<S> };

export type Sending<R extends Route> = (Record<never, never> extends Params<R["path"]>
  ? { readonly params?: undefined }
  : { readonly params: Params<R["path"]> }) &
  With<"query", NonNullable<R["query"]>> &
  With<"body", NonNullable<R["body"]>> & {
    /** The same for every attempt at one and the same thing: it is then done once. At most 255 characters. */
    readonly idempotencyKey?: string | undefined;
    readonly signal?: AbortSignal | undefined;
  };
type Args<R extends Route> =
  Record<never, never> extends Sending<R> ? [sending?: Sending<R>] : [sending: Sending<R>];

export interface Client {
  /** Throws `ApiError`, or what `local` makes of a failure here. */
  send<R extends Route>(route: R, ...args: Args<R>): Promise<Answer<R>>;
  /** The answer as it comes in, for routes with a `type` of their own. Throws as `send` does. */
  open<R extends Route>(route: R, ...args: Args<R>): Promise<Response>;
}

/** The address of a route, from the root: `/api/workspaces/wrk_1/audit?type=tool.call`. Empty values are left out. */
export function addressOf(
  { path }: Route,
  params: Readonly<Record<string, string>> = {},
  query: object = {},
): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== "") search.set(name, String(value));
  return search.size === 0 ? filled : `${filled}?${search}`;
}

type Loose = {
  params?: Readonly<Record<string, string>>;
  query?: object;
  body?: unknown;
  idempotencyKey?: string;
  signal?: AbortSignal;
};

async function read(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** What a refused request says. */
export function refused({ status }: Response, json: unknown, local: ClientOptions["local"]): Error {
  const parsed = problem.safeParse(json);
  if (parsed.success) return new ApiError(parsed.data);
  return status >= 502 ? local("gateway_unreachable") : local("answer_not_understood", `HTTP ${status}`);
}

export function openClient({ origin, headers, local, fetch: ask = fetch }: ClientOptions): Client {
  async function request(route: Route, sending: Loose): Promise<Response> {
    const { params, query, body, idempotencyKey, signal } = sending;
    const init: RequestInit = {
      method: route.method.toUpperCase(),
      headers: {
        accept: route.type ?? "application/json",
        ...headers(route),
        ...(body !== undefined && { "content-type": "application/json" }),
        // A string of structured fields (RFC 9651), as the header's draft has it.
        ...(idempotencyKey !== undefined && { "idempotency-key": JSON.stringify(idempotencyKey) }),
      },
      credentials: "same-origin",
      cache: "no-store",
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    };
    try {
      return await ask(`${origin}${addressOf(route, params, query)}`, init);
    } catch (error) {
      if (signal?.aborted) throw error;
      throw local("gateway_unreachable");
    }
  }

  async function open(route: Route, sending: Loose = {}): Promise<Response> {
    const response = await request(route, sending);
    if (!response.ok) throw refused(response, await read(response), local);
    return response;
  }

  async function send<R extends Route>(route: R, ...[sending]: Args<R>): Promise<Answer<R>> {
    const answer = await read(await open(route, sending as Loose));
    const parsed = route.response.safeParse(answer);
    if (!parsed.success) throw local("answer_not_understood", parsed.error.issues[0]?.path.join("."));
    return parsed.data as Answer<R>;
  }
  return { send, open: (route, ...[sending]) => open(route, sending as Loose) };
}
