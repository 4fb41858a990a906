import { type Egress, type EgressPolicy, egressFetch } from "../../egress/index.ts";
import { GatewayError } from "../../errors.ts";
import { judgeRedirectUris } from "./redirect-uris.ts";

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 64 * 1024;

export interface DocumentsParts {
  egress: Egress;
  /** The gateway's own origin: not a place to fetch from, and no address of a client. */
  publicUrl: string;
  /** Tests only: an https origin, and the loopback origin that stands in for it. */
  standIns?: ReadonlyMap<string, string> | undefined;
}

/** Fetches what a stranger names: metadata documents of clients, public keys, metadata of issuers. */
export interface Documents {
  /** JSON of at most 64 KB from a public https address; no redirect is followed. Throws a `GatewayError` of the egress. */
  json(url: string): Promise<unknown>;
  /** For oidc-provider: the same way out, for client documents made fit for it. */
  fetch(url: string | URL): Promise<Response>;
}

interface Way {
  url: URL;
  policy: EgressPolicy;
}

function wayTo(text: string | URL, { publicUrl, standIns }: DocumentsParts): Way {
  const url = new URL(text);
  const standIn = standIns?.get(url.origin);
  if (standIn !== undefined) {
    const there = new URL(url.pathname + url.search, standIn);
    return { url: there, policy: { hosts: new Set(), sandboxOrigins: new Set([standIn]) } };
  }
  if (url.protocol !== "https:" || url.port !== "" || url.origin === new URL(publicUrl).origin)
    throw new GatewayError("egress_refused", {
      detail: "Only public https addresses on port 443 are fetched.",
    });
  return { url, policy: { hosts: new Set([url.host]) } };
}

/**
 * A client's own document, with what it need not say filled in: a client with an address on its person's machine is
 * native, and the scopes it names are a wish, not a limit that would stand in the way of a later step-up.
 */
function fitted(document: Record<string, unknown>, publicUrl: string): Record<string, unknown> {
  const { scope: _, application_type: stated, redirect_uris: uris, ...rest } = document;
  const listed =
    Array.isArray(uris) && uris.every((uri) => typeof uri === "string") ? (uris as string[]) : [];
  const type = stated === "web" || stated === "native" ? stated : undefined;
  const verdict = judgeRedirectUris(listed, publicUrl, type);
  if (!verdict.ok) return { ...rest, redirect_uris: [] }; // which oidc-provider refuses
  const grants = Array.isArray(rest.grant_types) ? rest.grant_types : ["authorization_code", "refresh_token"];
  return {
    token_endpoint_auth_method: "none", // the specification's default is a secret, which a document cannot hold
    ...rest,
    grant_types: grants.includes("refresh_token") ? grants : [...grants, "refresh_token"],
    response_types: listed.length > 0 ? ["code"] : [], // none: it comes by the word of an issuer
    redirect_uris: listed,
    application_type: verdict.applicationType,
  };
}

export function openDocuments(parts: DocumentsParts): Documents {
  const send = async (url: string | URL): Promise<Response> => {
    const way = wayTo(url, parts);
    const fetch = egressFetch(parts.egress, way.policy, { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
    return fetch(way.url, { method: "GET", headers: { accept: "application/json" } });
  };
  return {
    async json(url) {
      const response = await send(url);
      if (response.status !== 200)
        throw new GatewayError("egress_refused", { detail: `The address answered with ${response.status}.` });
      return response.json();
    },
    async fetch(url) {
      const response = await send(url);
      const text = await response.text();
      const { status, headers } = response;
      const said = status === 200 ? parsed(text) : undefined;
      // Anything else, as keys, is handed on as it came.
      const body = said?.client_id === String(url) ? JSON.stringify(fitted(said, parts.publicUrl)) : text;
      return new Response(body, { status, headers });
    },
  };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
