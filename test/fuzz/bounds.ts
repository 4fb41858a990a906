import { GatewayError } from "../../gateway/errors.ts";
import type { ApiRequest } from "../../gateway/vault/index.ts";
import { ESCAPEE } from "./strings.ts";
import { registry } from "./tools.ts";

/** Requests to providers that one call may make. */
export const MOST_REQUESTS = 60;
const METHODS = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);

/** Watches where the requests of one call go. */
export class Bounds {
  faults: string[] = [];
  requests = 0;
  #bases: readonly string[];
  #raw: boolean;

  /** `raw`: the arguments hold a query in the provider's own language, which is theirs to write. */
  constructor({ raw }: { raw: boolean }) {
    this.#raw = raw;
    // An argument may name a file of another server (`drive:`): read with that server's own addresses.
    this.#bases = [...registry.servers.values()].flatMap(({ baseUrl, bases }) => [
      baseUrl,
      ...bases.values(),
    ]);
  }

  check({ method, url, headers = {}, body }: ApiRequest): void {
    this.#count();
    const text = String(url);
    const parsed = new URL(text);
    if (!METHODS.has(method)) this.#fault(`method ${method}`);
    if (!this.#bases.some((base) => text.startsWith(`${base}/`)))
      this.#fault(`outside the server's addresses: ${text}`);
    // What a URL parser makes of it is what is sent: it must change nothing.
    const path = text.slice(parsed.origin.length).split(/[?#]/)[0];
    if (parsed.pathname !== path || /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(path ?? ""))
      this.#fault(`a path that climbs: ${text}`);
    if (parsed.username || parsed.password || parsed.hash) this.#fault(`more than path and query: ${text}`);
    for (const [name, value] of Object.entries(headers)) {
      if (/[^\t\x20-\x7e]/.test(value)) this.#fault(`header ${name} holds what no header may`);
      if (/^(?:authorization|cookie|host)$/i.test(name)) this.#fault(`header ${name} is not a tool's to set`);
    }
    if (typeof body === "string") this.#checkBody(parsed, body);
    this.#checkQuery(parsed);
  }

  checkSigned({ url }: ApiRequest, hosts: readonly string[]): void {
    this.#count();
    const parsed = URL.parse(String(url));
    const allowed = hosts.some((host) =>
      host.startsWith("*.") ? parsed?.host.endsWith(host.slice(1)) : parsed?.host === host,
    );
    // The vault refuses these; that a tool tried is no fault, as the address came from the provider.
    if (parsed?.protocol !== "https:" || !allowed) throw new GatewayError("egress_refused");
  }

  checkPublic(url: string): void {
    this.#count();
    const { protocol, username, password, port, hostname } = new URL(url);
    if (protocol !== "https:" || username || password || port)
      this.#fault(`a source that is no plain https: ${url}`);
    if (/^(?:\d+\.){3}\d+$|localhost|^\[/.test(hostname)) throw new GatewayError("egress_refused");
  }

  /** GraphQL questions are constant; what is asked about goes into variables. */
  #checkBody(url: URL, body: string): void {
    if (!url.pathname.endsWith("/graphql")) return;
    const { query } = JSON.parse(body) as { query?: unknown };
    if (typeof query !== "string" || query.includes(ESCAPEE))
      this.#fault("an argument got into a GraphQL question");
  }

  /** Drive's own query language: https://developers.google.com/workspace/drive/api/guides/ref-search-terms */
  #checkQuery({ hostname, pathname, searchParams }: URL): void {
    if (this.#raw) return;
    const q = searchParams.get("q");
    if (hostname !== "www.googleapis.com" || !/^\/drive\/v3\/(?:files|drives)$/.test(pathname) || !q) return;
    const outside = q.replace(/'(?:[^'\\]|\\.)*'/gs, "''");
    if (outside.includes(ESCAPEE) || outside.includes("'") !== outside.includes("''"))
      this.#fault(`an argument got out of its quotes: ${q}`);
  }

  #count(): void {
    this.requests += 1;
    if (this.requests === MOST_REQUESTS + 1) this.#fault(`more than ${MOST_REQUESTS} requests`);
    if (this.requests > MOST_REQUESTS * 5) throw new Error("more requests than anybody could want");
  }

  #fault(what: string): void {
    if (this.faults.length < 5) this.faults.push(what.slice(0, 500));
  }
}
