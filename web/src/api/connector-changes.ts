import { changeConnector, deleteConnector } from "../../../gateway/api/contract/connectors.ts";
import {
  changeIntegration,
  confirmConnector,
  deleteIntegration,
} from "../../../gateway/api/contract/integrations.ts";
import { useChange } from "./change.ts";
import { send } from "./client.ts";
import type { Connector } from "./contract.ts";

/** A teammate's own connection, or any of the workspace's, which admins may change. */
export type Whose = "own" | "any";

const touches = ["integrations", "connectors", "connector", "audit", "scope-use"];

type Change = { connector: Connector; name?: string; enabled?: boolean };

export const useChangeConnector = (whose: Whose) =>
  useChange(touches, (workspace, { connector: { id, provider: service }, ...body }: Change) =>
    whose === "any"
      ? send(changeConnector, { params: { workspace, id }, body })
      : send(changeIntegration, { params: { workspace, service }, body: { connector: id, ...body } }),
  );

/** `shredNow`: without waiting for the provider's receipt. */
export const useDeleteConnector = (whose: Whose) =>
  useChange(touches, (workspace, { connector, shredNow }: { connector: Connector; shredNow: boolean }) => {
    const query = shredNow ? ({ shred_now: "true" } as const) : {};
    const { id, provider: service } = connector;
    return whose === "any"
      ? send(deleteConnector, { params: { workspace, id }, query })
      : send(deleteIntegration, { params: { workspace, service, connector: id }, query });
  });

/** The word that an unconfirmed connector waits for. */
export const useConfirm = () =>
  useChange(touches, (workspace, { connector, keep }: { connector: Connector; keep: boolean }) =>
    send(confirmConnector, {
      params: { workspace, service: connector.provider },
      body: { connector: connector.id, keep },
    }),
  );
