import { deleted, oneConnector } from "../../../gateway/api/contract/connector.ts";
import { confirmed } from "../../../gateway/api/contract/integrations.ts";
import { api } from "../paths.ts";
import { useChange } from "./change.ts";
import { call } from "./client.ts";
import type { Connector } from "./contract.ts";

/** A teammate's own connection, or any of the workspace's, which admins may change. */
export type Whose = "own" | "any";

const touches = ["integrations", "connectors", "audit", "scope-use"];

type Change = { connector: Connector; name?: string; enabled?: boolean };

export const useChangeConnector = (whose: Whose) =>
  useChange(touches, async (w, { connector: { id, provider }, ...change }: Change) => {
    if (whose === "any") return call(oneConnector, "PATCH", api.connector(w, id), change);
    return call(oneConnector, "PATCH", api.integration(w, provider), { connector: id, ...change });
  });

/** `shredNow`: without waiting for the provider's receipt. */
export const useDeleteConnector = (whose: Whose) =>
  useChange(
    touches,
    async (w, { connector: { id, provider }, shredNow }: { connector: Connector; shredNow: boolean }) => {
      const query = shredNow ? { shred_now: "true" } : {};
      const url = whose === "any" ? api.connector(w, id, query) : api.ownConnector(w, provider, id, query);
      return call(deleted, "DELETE", url);
    },
  );

/** The word that an unconfirmed connector waits for. */
export const useConfirm = () =>
  useChange(touches, async (w, { connector, keep }: { connector: Connector; keep: boolean }) =>
    call(confirmed, "POST", api.confirm(w, connector.provider), { connector: connector.id, keep }),
  );
