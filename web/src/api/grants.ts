import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { authLink, revoked, validated } from "../../../gateway/api/contract/connector.ts";
import { type Access, api } from "../paths.ts";
import { useWorkspace } from "../shell/session-context.ts";
import { leaveFor } from "../ui/leave-for.ts";
import { call } from "./client.ts";
import type { Connector } from "./contract.ts";

/** What a person picked, and for what: an existing connector or a new one. */
export type Start = {
  kind: "personal" | "shared";
  service: string;
  tools?: string[] | undefined;
  connector?: string | undefined;
  name?: string | undefined;
} & Access;

function requestLink(w: string, start: Start) {
  const { service, tools, connector, name, app, access } = start;
  // JSON leaves out what is undefined.
  const through = { app, access };
  if (start.kind === "personal")
    return call(
      authLink,
      "GET",
      api.authLink(w, service, { tools: tools?.join(","), connector, ...through }),
    );
  if (connector) return call(authLink, "POST", api.authorize(w, connector), { tools, ...through });
  return call(authLink, "POST", api.connectors(w), {
    provider: service,
    tools: tools ?? [],
    name,
    ...through,
  });
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
  for (const key of ["integrations", "connectors", "audit", "scope-use"])
    void client.invalidateQueries({ queryKey: [key] });
};

/** By a real read call: a teammate's own connection, or any of the workspace's. */
export function useValidate(whose: "own" | "any") {
  const w = useWorkspace().id;
  const client = useQueryClient();
  return useMutation({
    mutationFn: (connector: Connector) =>
      whose === "own"
        ? call(validated, "POST", api.integration(w, connector.provider), { connector: connector.id })
        : call(validated, "POST", api.validate(w, connector.id), {}),
    onSettled: () => refresh(client),
  });
}

/** Ends the live grant: a teammate's own by `disconnect`, any of the workspace's by `revoke`. */
export function useEndGrant(as: "disconnect" | "revoke") {
  const w = useWorkspace().id;
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ connector, others }: { connector: Connector; others?: "keep" | "end" }) =>
      as === "revoke"
        ? call(revoked, "POST", api.revoke(w, connector.id), { others })
        : call(revoked, "DELETE", api.integration(w, connector.provider, { connector: connector.id })),
    onSettled: () => refresh(client),
  });
}
