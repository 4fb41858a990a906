import type { Principal } from "../../context.ts";
import type * as contract from "../contract/index.ts";

export type Item = contract.AttentionItem;
/** What is known of a matter before it is held against what was dismissed. */
export type Draft = Omit<Item, "dismissed" | "you_can_fix">;

/** As much of a connector as a matter of it says. */
export interface Ref {
  id: string;
  name: string;
  provider: string;
  kind: "shared" | "personal";
  ownerId: string | null;
  ownerName: string | null;
}

export const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
export const OPERATOR: Item["owner"] = { who: "operator", name: null };

/** Whoever asks, where they may do it, else the admins. */
export const whoever = (
  who: Principal,
  permission: "connectors.manage" | "tokens.manage" = "connectors.manage",
): Item["owner"] => ({ who: who.permissions.has(permission) ? "you" : "admin", name: null });

/** A personal connector is put right by its owner, a shared one by whoever manages connectors. */
function ownerOf(who: Principal, { kind, ownerId, ownerName }: Ref): Item["owner"] {
  if (kind === "shared") return whoever(who);
  return ownerId === who.userId ? { who: "you", name: null } : { who: "person", name: ownerName };
}

export const pathOf = (who: Principal, { id, kind, provider, ownerId }: Ref): string =>
  kind === "personal" && ownerId === who.userId
    ? `/integrations?connect=${provider}&connector=${id}`
    : `/settings/connectors/${id}`;

/** What every matter of a connector has. */
export const ofConnector = (who: Principal, row: Ref, kind: Item["kind"]) => ({
  id: `${kind}:${row.id}`,
  kind,
  subject: { kind: "connector", id: row.id, label: row.name },
  owner: ownerOf(who, row),
  cause: null,
  count: null,
  since: null,
});
