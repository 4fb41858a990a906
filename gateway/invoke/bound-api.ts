import {
  type Api,
  type ApiOptions,
  type ExtractedText,
  type File,
  type FileLink,
  ToolError,
} from "../../mcp-servers/kit/index.ts";
import type { Links } from "../files/index.ts";
import { overridesMethod } from "./address.ts";
import { type Binding, openProviderCall } from "./provider-call.ts";
import type { Uploaded } from "./resumable.ts";

/** What a tool gets besides its account: files. */
export interface FilesOf {
  links: Links;
  openSource(source: string, options: { maxBytes?: number } | undefined): Promise<File>;
  text(file: File): Promise<ExtractedText>;
  /** Links that the result shows. */
  shown: FileLink[];
}

const json = (body: unknown) =>
  body === undefined ? undefined : { bytes: JSON.stringify(body), contentType: "application/json" };

/** What goes into a link: ids as the provider gave them, so whether they can be written down is seen here. */
function linkable(params: unknown, provider: string): string[] {
  const values = Object.values((params ?? {}) as Record<string, string>);
  if (params !== undefined && values.every((one) => one !== "" && one.isWellFormed())) return values;
  throw new ToolError("provider_down", `${provider} answered with an id that no link can be made of.`);
}

/** The `api` a tool gets: this connector's account, this server's addresses, nothing else. */
export function bindApi(binding: Binding, files: FilesOf): Api {
  const { who, server, tool, connection, hold } = binding;
  const call = openProviderCall(binding);
  const readOnly = tool.tool.effect === "read";
  const requireWrite = (method: string) => {
    if (readOnly) throw new Error(`${tool.tool.name} is declared read but sends ${method}`);
    hold.requireTold();
  };
  const requirePlain = (options: ApiOptions | undefined) => {
    if (Object.keys(options?.headers ?? {}).some(overridesMethod)) requireWrite("another method by a header");
  };
  const write =
    (method: "POST" | "PUT" | "PATCH") =>
    async <T>(path: string, body?: unknown, options?: ApiOptions): Promise<T> => {
      requireWrite(method);
      return call.json<T>(method, path, json(body), options);
    };

  return {
    async get<T>(path: string, options?: ApiOptions) {
      requirePlain(options);
      return call.json<T>("GET", path, undefined, options);
    },
    post: write("POST"),
    put: write("PUT"),
    patch: write("PATCH"),
    async delete<T>(path: string, options?: ApiOptions & { body?: unknown }) {
      requireWrite("DELETE");
      return call.json<T>("DELETE", path, json(options?.body), options);
    },
    async query<T>(path: string, body: unknown, options?: ApiOptions) {
      requirePlain(options);
      if (!server.spec.queries?.includes(path)) requireWrite(`POST ${path}`);
      return call.json<T>("POST", path, json(body), options);
    },
    async bytes(path, options) {
      requirePlain(options);
      return call.bytes(path, options);
    },
    async upload<T>(
      method: "POST" | "PUT" | "PATCH",
      path: string,
      body: { bytes: Uint8Array; contentType: string },
      options?: ApiOptions,
    ) {
      requireWrite(method);
      return call.json<T>(method, path, body, options);
    },
    async uploadResumable<T>(method: "POST" | "PATCH", path: string, body: Uploaded, options?: ApiOptions) {
      requireWrite(method);
      return call.resumable<T>(method, path, body, options);
    },
    async uploadSigned(url, { bytes, contentType }) {
      requireWrite("POST");
      await call.signed(url, { method: "POST", body: bytes, headers: { "content-type": contentType } });
    },
    link(resource, params, { show, ...file }) {
      const values = linkable(resource.params.safeParse(params).data, connection.provider.title);
      const ref = { server: server.spec.id, kind: resource.kind, values, connectorId: connection.id };
      const link = files.links.mint(who, ref, file);
      if (show) files.shown.push(link);
      return link;
    },
    openSource: (source, options) => files.openSource(source, options),
    text: (file) => files.text(file),
    limits: hold.limits,
    allowsTarget: hold.allows,
    requireTargets: hold.require,
    hasScope: (scope) => connection.grant.scopes.has(scope),
    perMinute: connection.provider.perMinute ?? {},
    account: connection.account,
    connectorId: connection.id,
  };
}
