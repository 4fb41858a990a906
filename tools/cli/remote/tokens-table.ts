import type { ApiToken } from "../../../gateway/api/contract/tokens.ts";
import { when } from "../text.ts";

function stateOf({ revoked_at, expires_at }: ApiToken): string {
  if (revoked_at) return "revoked";
  return expires_at && Date.parse(expires_at) <= Date.now() ? "expired" : "live";
}
const reachOf = ({ servers, tools, read_only }: ApiToken): string => {
  const reach = tools.length > 0 ? tools.join(" ") : servers.join(" ") || "every server";
  return read_only ? `${reach}, read only` : reach;
};

export const tokenColumns = [
  { title: "id", cell: (t: ApiToken) => t.id },
  { title: "begins", cell: (t: ApiToken) => `${t.prefix}…` },
  {
    title: "of",
    cell: (t: ApiToken) => (t.on_behalf_of ? `${t.subject.name} for ${t.on_behalf_of.name}` : t.subject.name),
    shrinks: true,
  },
  { title: "reaches", cell: reachOf, shrinks: true },
  { title: "state", cell: stateOf },
  { title: "expires", cell: (t: ApiToken) => when(t.expires_at) },
  { title: "last used", cell: (t: ApiToken) => when(t.last_used_at) },
  { title: "name", cell: (t: ApiToken) => t.name, shrinks: true },
];
