import { useNavigate } from "react-router";
import { useChangeConnector } from "../../api/connector-changes.ts";
import type { Connector } from "../../api/contract.ts";
import { useStart, useValidate } from "../../api/grants.ts";
import { page } from "../../paths.ts";
import { announce } from "../../ui/live.tsx";
import { offerUndo } from "../../ui/undo.ts";

/** What an admin may do to one connector now; `why` says why not. */
export function useActions(connector: Connector) {
  const navigate = useNavigate();
  const start = useStart();
  const validate = useValidate("any");
  const toggle = useChangeConnector("any");
  const { id, kind, mine, connected, provider, state, name } = connector;
  const settled = state !== "unconfirmed";
  const enabled = state === "disabled";
  const switchTo = enabled ? ("on" as const) : ("off" as const);
  const theirs = kind === "personal" && !mine;
  return {
    start,
    validate,
    toggle,
    may: { validate: connected, grant: !theirs && settled, revoke: connected, toggle: connected && settled },
    why: theirs
      ? `Only ${connector.owner?.name ?? "its owner"} can reconnect a personal connector.`
      : undefined,
    switchTo,
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
    onSwitch: () => {
      const words = {
        done: `${name} switched ${switchTo}`,
        undone: `${name} switched ${enabled ? "off" : "on"} again`,
      };
      const undo = () => toggle.mutateAsync({ connector, enabled: !enabled });
      toggle.mutate({ connector, enabled }, { onSuccess: () => offerUndo({ ...words, undo }) });
    },
    onRename: () => navigate(page.connectors({ rename: id })),
    onDelete: () => navigate(page.connectors({ delete: id })),
    onRevoke: () => navigate(page.connectors({ revoke: id })),
  };
}
