import { useNavigate } from "react-router";
import type { Connector } from "../../api/contract.ts";
import { useStart, useValidate } from "../../api/grants.ts";
import { page } from "../../paths.ts";
import { announce } from "../../ui/live.tsx";

/** What an admin may do to one connector now; `why` says why not. */
export function useActions(connector: Connector) {
  const navigate = useNavigate();
  const start = useStart();
  const validate = useValidate("any");
  const { id, kind, mine, connected, provider } = connector;
  const theirs = kind === "personal" && !mine;
  return {
    start,
    validate,
    may: { validate: connected, grant: !theirs, revoke: connected },
    why: theirs
      ? `Only ${connector.owner?.name ?? "its owner"} can reconnect a personal connector.`
      : undefined,
    onValidate: () =>
      validate.mutate(connector, {
        onSuccess: (answer) =>
          announce(
            `${answer.connector.name}: ${answer.connector.verdict.state}. ${answer.connector.verdict.message}`,
          ),
        onError: () => announce(`Failed to validate ${connector.name}`),
      }),
    onReconnect: () => start.mutate({ kind, service: provider, connector: id }),
    onChange: () => navigate(page.connectors({ change: id })),
    onRevoke: () => navigate(page.connectors({ revoke: id })),
  };
}
