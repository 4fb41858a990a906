import { type ApiOptions, type Download, ToolError } from "../../mcp-servers/kit/index.ts";
import { type Connection, coveredBy, type RegisteredServer, type RegisteredTool } from "../catalog/index.ts";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { EgressResponse } from "../egress/index.ts";
import { GatewayError } from "../errors.ts";
import { openSlots } from "../slots.ts";
import { openTurns } from "../turns.ts";
import type { ApiRequest, OAuthClient, Use, Vault } from "../vault/index.ts";
import { addressOf } from "./address.ts";
import type { Hold } from "./hold.ts";
import { countedAs, type Pauses } from "./pauses.ts";
import { bodyFaultOf, faultOf, waitOf } from "./provider-fault.ts";
import { announced, placeNamed, type Uploaded } from "./resumable.ts";
import type { Progress } from "./scope.ts";

const turn = openTurns();
/** Answers that may be large are held whole in memory: a few at a time. */
const large = openSlots(3);
const LARGE_BYTES = 10 * 1024 * 1024;
/** The most that any answer may hold, and any body that is sent. */
const MOST_BYTES = 40 * 1024 * 1024;

/** A call to a provider, retries and waiting for `Retry-After` included; of bytes, the sending included. */
const TIMEOUT_MS = 30_000;
const BYTES_TIMEOUT_MS = 50_000;
const RETRY_WITHIN_MS = 10_000;

export interface Binding {
  vault: Vault;
  who: Principal;
  server: RegisteredServer;
  tool: RegisteredTool;
  connection: Connection & { grant: NonNullable<Connection["grant"]> };
  client: OAuthClient;
  signal: AbortSignal;
  clock: Clock;
  pauses: Pauses;
  hold: Hold;
  /** Present where the caller asked to be told. */
  progress?: Progress | undefined;
  meter?: Meter | undefined;
}

/** What a call was answered: bytes of JSON, decoded. Bytes that are files are no text that an agent would have read. */
export interface Meter {
  providerBytes: number;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
interface Body {
  bytes: string | Uint8Array;
  contentType: string;
}

/** Requests of one tool call as one account: sent, paused, and their refusals in words. */
export interface ProviderCall {
  /** Parsed JSON. */
  json<T>(method: Method, path: string, body: Body | undefined, options: ApiOptions | undefined): Promise<T>;
  bytes(path: string, options: ApiOptions | undefined): Promise<Download>;
  /** Metadata first, then the bytes to the place that the answer names. */
  resumable<T>(method: Method, path: string, file: Uploaded, options: ApiOptions | undefined): Promise<T>;
  /** To an address of the provider's that carries its own permission; without credential. */
  signed(
    url: string,
    request: Pick<ApiRequest, "method" | "body" | "headers" | "maxBytes">,
  ): Promise<EgressResponse>;
}

/** Which of a grant's two tokens a tool acts with: the person's where only scopes of that one cover it. */
function actsAs({ connection, tool }: Binding): "main" | "user" {
  const { userToken } = connection.provider;
  const scopes = userToken && coveredBy(connection.provider, connection.grant.scopes, tool.tool);
  if (!scopes || scopes.length === 0) return "main";
  return scopes.every((scope) => scope.startsWith(userToken.scopePrefix)) ? "user" : "main";
}

/** What a tool may find too large, and say so, is its own kind of error to it. */
function tooLargeOr(error: unknown, title: string): unknown {
  if (!(error instanceof GatewayError) || error.code !== "egress_too_large") return error;
  return new ToolError("too_large", `What ${title} answers is larger than fits here.`);
}

/** A redirect is never followed with a credential: where it would go next is not ours to learn from an answer. */
function movedOr(error: unknown, title: string): unknown {
  if (!(error instanceof GatewayError) || error.data.reason !== "redirect") return error;
  return new ToolError(
    "not_found",
    `${title} says that this was moved or renamed (${error.data.status}). Search for its present name.`,
    { status: Number(error.data.status) },
  );
}

/** What the provider refused, by status or under 200; undefined: it answered. */
function refusalIn(
  { connection, clock, pauses }: Binding,
  path: string,
  response: EgressResponse,
  answer: unknown,
): ToolError | undefined {
  const { provider, grant } = connection;
  const now = clock();
  const refused =
    response.status >= 400
      ? faultOf(provider.title, response, now)
      : bodyFaultOf(provider, answer, response, now);
  const wait = refused?.fault === "rate_limited" ? waitOf(response.headers, now) : undefined;
  if (wait !== undefined && provider.limitsByPath)
    pauses.note(grant.id, countedAs(path, provider.limitedApart), wait);
  return refused;
}

/** What takes long, to a caller who asked: waiting, many requests, many bytes. */
function openTelling({ progress, connection }: Binding) {
  const { title } = connection.provider;
  let answers = 0;
  return {
    slowedDown: (ms: number) =>
      progress?.(`${title} asks to slow down. Asking again in ${Math.ceil(ms / 1000)} seconds.`),
    inLine: () => progress?.("Waiting for other large files to be through."),
    sending: ({ length }: string | Uint8Array) => {
      if (length >= LARGE_BYTES / 10) progress?.(`Sending ${Math.ceil(length / 1e6)} MB to ${title}.`);
    },
    /** Most calls have one answer, and its result says so. */
    answered: () => {
      answers += 1;
      if (answers > 1) progress?.(`${title} has answered ${answers} requests.`);
    },
  };
}

export function openProviderCall(binding: Binding): ProviderCall {
  const { vault, who, server, connection, client, signal, pauses } = binding;
  const { provider } = connection;
  const tell = openTelling(binding);
  const use: Use = {
    workspaceId: connection.workspaceId,
    connectorId: connection.id,
    grantId: connection.grant.id,
    installationId: connection.grant.installationId,
    provider,
    client,
    signal,
    as: actsAs(binding),
  };

  const send = async (
    path: string,
    request: Pick<ApiRequest, "method" | "body" | "showRedirect" | "timeoutMs">,
    headers: Record<string, string>,
    options: (ApiOptions & { maxBytes?: number }) | undefined,
  ): Promise<EgressResponse> => {
    pauses.check(connection.grant.id, countedAs(path, provider.limitedApart), provider.title);
    const maxBytes = options?.maxBytes;
    if ((maxBytes ?? 0) > MOST_BYTES) throw new Error(`no answer may hold ${maxBytes} bytes`);
    const whole: ApiRequest = {
      timeoutMs: TIMEOUT_MS,
      ...request,
      url: addressOf(server, path, options),
      headers: { ...headers, ...provider.apiHeaders, ...options?.headers },
      retry: { withinMs: RETRY_WITHIN_MS, onWait: tell.slowedDown },
      maxBytes,
    };
    const go = () => vault.sendAs(who, use, whole);
    const isLarge = maxBytes !== undefined && maxBytes > LARGE_BYTES;
    const response = await (isLarge ? large(go, tell.inLine) : go()).catch((error: unknown) => {
      throw tooLargeOr(movedOr(error, provider.title), provider.title);
    });
    tell.answered();
    await turn(); // many answers can arrive at once, and each is parsed, rendered and handed out in one go
    return response;
  };

  const signed: ProviderCall["signed"] = async (url, request) => {
    const go = () =>
      vault.sendSigned(
        { provider, hosts: server.spec.signedHosts ?? [], signal },
        { ...request, url, timeoutMs: BYTES_TIMEOUT_MS },
      );
    const response = await large(go, tell.inLine).catch((error: unknown) => {
      throw tooLargeOr(error, provider.title);
    });
    if (response.status >= 400) throw signedFault(provider.title, response, binding.clock());
    return response;
  };

  const json: ProviderCall["json"] = async <T>(
    method: Method,
    path: string,
    body: Body | undefined,
    options: ApiOptions | undefined,
  ) => {
    if (body) requireFits(body.bytes);
    if (body) tell.sending(body.bytes);
    const type = body && { "content-type": body.contentType };
    const timeoutMs = typeof body?.bytes === "object" ? BYTES_TIMEOUT_MS : TIMEOUT_MS;
    const response = await send(
      path,
      { method, timeoutMs, ...(body && { body: body.bytes }) },
      { accept: "application/json", ...type },
      options,
    );
    const answer = response.status >= 400 ? undefined : parse<T>(provider.title, response);
    const refused = refusalIn(binding, path, response, answer);
    if (refused) throw refused;
    if (binding.meter) binding.meter.providerBytes += response.body.length;
    return answer as T;
  };

  return {
    json,

    async resumable<T>(method: Method, path: string, file: Uploaded, options: ApiOptions | undefined) {
      requireFits(file.bytes);
      const first = await send(
        path,
        { method, body: JSON.stringify(file.metadata) },
        announced(file),
        options,
      );
      const refused = refusalIn(binding, path, first, undefined);
      if (refused) throw refused;
      const place = placeNamed({ server, provider }, options?.base, first.headers.location);
      return json<T>("PUT", place.path, file, { ...options, query: place.query });
    },

    async bytes(path, options) {
      const request = { method: "GET", showRedirect: true, timeoutMs: BYTES_TIMEOUT_MS };
      const response = await send(path, request, { accept: "*/*" }, options);
      if (response.status < 300) return downloaded(response);
      if (response.status >= 400) throw refusalIn(binding, path, response, undefined);
      const to = response.headers.location;
      if (!to) throw new ToolError("provider_down", `${provider.title} points nowhere (${response.status}).`);
      return downloaded(await signed(to, { method: "GET", maxBytes: options?.maxBytes }));
    },

    signed,
  };
}

function requireFits(bytes: string | Uint8Array): void {
  if (bytes.length > MOST_BYTES) throw new ToolError("too_large", "This is too much to send.");
}

const downloaded = ({ body, headers }: EgressResponse): Download => ({
  bytes: body,
  contentType: headers["content-type"] ?? "",
});

/** An address that carries its own permission knows no account: what it refuses is not about the connection. */
function signedFault(title: string, response: EgressResponse, now: number): ToolError {
  const { status } = response;
  if (status === 401 || status === 403 || status === 404 || status === 410)
    return new ToolError(
      "not_found",
      `${title} no longer has these bytes at this address (${status}). Ask again.`,
      {
        status,
      },
    );
  return faultOf(title, response, now);
}

const decoder = new TextDecoder();

function parse<T>(provider: string, { status, body }: EgressResponse): T {
  if (status === 204 || body.length === 0) return undefined as T;
  try {
    return JSON.parse(decoder.decode(body)) as T;
  } catch {
    throw new ToolError("provider_down", `${provider} answered with something that is not JSON.`, { status });
  }
}
