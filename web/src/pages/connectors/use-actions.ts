import { useNavigate } from "react-router";
import { useChangeConnector } from "../../api/connector-changes.ts";
import type { Connector } from "../../api/contract.ts";
import { useStart, useValidate } from "../../api/grants.ts";
import { page } from "../../paths.ts";
import { announce } from "../../ui/live.tsx";
import { offerUndo } from "../../ui/undo.ts";
import { useActions as said } from "../../words/connector-page.ts";
import { drawerWords } from "../../words/connectors.ts";
import { useDialog } from "./use-dialog.ts";

/** What an admin may do to one connector now; `why` says why not. */
export function useActions(connector: Connector) {
  const navigate = useNavigate();
  const { open } = useDialog();
  const start = useStart();
  const validate = useValidate("any");
  const toggle = useChangeConnector("any");
  const { id, kind, mine, connected, provider, state, name, grant } = connector;
  const settled = state !== "unconfirmed";
  const enabled = state === "disabled";
  const switchTo = enabled ? ("on" as const) : ("off" as const);
  const theirs = kind === "personal" && !mine;
  // Registrations of the environment are named with their provider.
  const app = grant?.app?.id;
  const entered = app?.startsWith("app_") ? app : undefined;
  return {
    start,
    validate,
    toggle,
    may: {
      validate: connected,
      grant: !theirs && settled,
      revoke: connected,
      toggle: connected && settled,
      rotate: entered !== undefined,
    },
    why: theirs ? said.onlyCanReconnectPersonal(connector.owner?.name) : undefined,
    whyNoRotate: app && !entered ? drawerWords.noRotate : undefined,
    switchTo,
    onValidate: () =>
      validate.mutate(connector, {
        onSuccess: (answer) =>
          announce(
            `${answer.connector.name}: ${answer.connector.verdict.state}. ${answer.connector.verdict.message}`,
          ),
        onError: () => announce(said.failedToValidate(connector.name)),
      }),
    onReconnect: () => start.mutate({ kind, service: provider, connector: id }),
    onChange: () => open("change", id),
    onSwitch: () => {
      const words = {
        done: said.switched(name, enabled),
        undone: said.switchedAgain(name, !enabled),
      };
      const undo = () => toggle.mutateAsync({ connector, enabled: !enabled });
      // Not a callback of the mutation: those are not called for a row that is not on the screen any more.
      toggle.mutateAsync({ connector, enabled }).then(
        () => offerUndo({ ...words, undo }),
        () => {}, // shown where it was asked for
      );
    },
    onRename: () => open("rename", id),
    onRotate: () => entered && void navigate(page.apps({ change: entered })),
    onDelete: () => open("delete", id),
    onRevoke: () => open("revoke", id),
  };
}
