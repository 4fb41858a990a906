import { newAgentClient } from "../../../../../gateway/api/contract/agent-clients.ts";
import type { NewAgentClient } from "../../../api/agents.ts";
import { clientDraft as words } from "../../../words/agent-clients.ts";

export type ClientDraft = {
  name: string;
  auth: "secret" | "uri" | "keys";
  uri: string;
  /** A JWK set as JSON. */
  keys: string;
  /** Where people who let it act for them come back to, one a line. */
  redirects: string;
  readOnly: boolean;
};

export const blank: ClientDraft = {
  name: "",
  auth: "secret",
  uri: "",
  keys: "",
  redirects: "",
  readOnly: false,
};

export type Faults = { name?: string; uri?: string; keys?: string };
type Wish = { wish?: NewAgentClient; faults: Faults };

export function wishOf(draft: ClientDraft): Wish {
  const { name, auth, uri, keys, redirects, readOnly } = draft;
  if (!name.trim()) return { faults: { name: words.giveClientName } };
  const common = {
    name: name.trim(),
    read_only: readOnly,
    redirect_uris: redirects.split(/\s+/).filter(Boolean),
  };
  if (auth === "secret") return { wish: common, faults: {} };
  const read = newAgentClient.safeParse(
    auth === "uri" ? { ...common, jwks_uri: uri.trim() } : { ...common, jwks: jsonOf(keys) },
  );
  if (read.success) return { wish: read.data, faults: {} };
  return auth === "uri" ? { faults: { uri: words.noHttpsAddress } } : { faults: { keys: words.noSetOfKeys } };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
