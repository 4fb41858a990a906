import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import {
  authorizeConnector,
  reauthorizeConnector,
  revokeConnector,
  validateConnector,
} from "../../../gateway/api/contract/connectors.ts";
import {
  disconnectIntegration,
  getAuthLink,
  validateIntegration,
} from "../../../gateway/api/contract/integrations.ts";
import type { Access } from "../paths.ts";
import { useWorkspace } from "../shell/session-context.ts";
import { leaveFor } from "../ui/leave-for.ts";
import { send } from "./client.ts";
import type { Connector } from "./contract.ts";

/** What a person picked, and for what: an existing connector or a new one. */
export type Start = {
  kind: "personal" | "shared";
  service: string;
  tools?: string[] | undefined;
  connector?: string | undefined;
  name?: string | undefined;
} & Access;

export function requestLink(workspace: string, start: Start) {
  const { service, tools, connector, name, app, access } = start;
  // JSON leaves out what is undefined.
  const through = { app, access };
  if (start.kind === "personal") {
    const query = { tools: tools?.join(","), connector, ...through };
    return send(getAuthLink, { params: { workspace, service }, query });
  }
  if (connector) {
    const body = { tools, ...through };
    return send(reauthorizeConnector, { params: { workspace, id: connector }, body });
  }
  const body = { provider: service, tools: tools ?? [], name, ...through };
  return send(authorizeConnector, { params: { workspace }, body });
}

/** Starts a ceremony and leaves for the provider. */
export function useStart() {
  const w = useWorkspace().id;
  const start = useMutation({
    mutationFn: async (wanted: Start) => leaveFor((await requestLink(w, wanted)).authorization_url),
  });
  const { reset } = start;
  useEffect(() => {
    // Back from the provider may restore this very page, its button still busy.
    const back = (event: PageTransitionEvent) => event.persisted && reset();
    window.addEventListener("pageshow", back);
    return () => window.removeEventListener("pageshow", back);
  }, [reset]);
  return start;
}

const refresh = (client: QueryClient) => {
  for (const key of ["integrations", "connectors", "connector", "audit", "scope-use"])
    void client.invalidateQueries({ queryKey: [key] });
};

/** By a real read call: a teammate's own connection, or any of the workspace's. */
export function useValidate(whose: "own" | "any") {
  const workspace = useWorkspace().id;
  const client = useQueryClient();
  return useMutation({
    mutationFn: (connector: Connector) =>
      whose === "own"
        ? send(validateIntegration, {
            params: { workspace, service: connector.provider },
            body: { connector: connector.id },
          })
        : send(validateConnector, { params: { workspace, id: connector.id } }),
    onSettled: () => refresh(client),
  });
}

/** Ends the live grant: a teammate's own by `disconnect`, any of the workspace's by `revoke`. */
export function useEndGrant(as: "disconnect" | "revoke") {
  const workspace = useWorkspace().id;
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ connector, others }: { connector: Connector; others?: "keep" | "end" }) =>
      as === "revoke"
        ? send(revokeConnector, { params: { workspace, id: connector.id }, body: { others } })
        : send(disconnectIntegration, {
            params: { workspace, service: connector.provider },
            query: { connector: connector.id },
          }),
    onSettled: () => refresh(client),
  });
}
