import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useSearchParams } from "react-router";
import { useChangeConnector } from "../../api/connector-changes.ts";
import type { Connector } from "../../api/contract.ts";
import { useValidate } from "../../api/grants.ts";
import { DisconnectDialog } from "../../grants/disconnect-dialog.tsx";
import type { Attempt } from "../../grants/sign-in-window.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { primary as said, integrationWords as words } from "../../words/integrations.ts";
import { ActionsMenu } from "./actions-menu.tsx";
import css from "./integrations.module.css";
import { type Integration, primaryOf } from "./order.ts";

type Props = {
  integration: Integration;
  connector?: Connector;
  several?: boolean;
  /** To the provider, in a window beside the page where there is room. */
  onGo: (attempt: Attempt) => void;
};

/** One primary button by state, the rest in a menu, and what came of them. */
export function ConnectionActions({ integration, connector, several, onGo }: Props) {
  const { service, title, configured } = integration;
  const validate = useValidate("own");
  const toggle = useChangeConnector("own");
  const pick = usePicker(service);
  const ask = useDialog();
  const [asking, { open, close }] = useDisclosure(false);
  const primary = primaryOf(connector);
  const flip = () => {
    if (!connector) return;
    const enabled = connector.state === "disabled";
    toggle.mutate({ connector, enabled }, { onSuccess: () => announce(words.switched(title, enabled)) });
  };
  const connect = () => pick(connector?.id);
  const reconnect = () => onGo({ title, start: { kind: "personal", service, connector: connector?.id } });
  const check = () => connector && validate.mutate(connector, { onSuccess: (r) => tell(r.connector) });
  const runs = { connect, reconnect, validate: check, switchOn: flip };
  const busy = { connect: false, reconnect: false, validate: validate.isPending, switchOn: toggle.isPending };
  const needsApp = primary === "connect" || primary === "reconnect";
  const label = several && connector ? `${title} ${connector.account}` : title;
  return (
    <>
      <div className={css.buttons}>
        <Button
          variant={primary === "validate" ? "default" : "filled"}
          onClick={runs[primary]}
          disabled={!configured && needsApp}
          loading={busy[primary]}
          aria-label={said[primary].of(label)}
        >
          {said[primary].act}
        </Button>
        <ActionsMenu
          {...{ label, configured, connector }}
          onConnect={() => pick(connector?.connected ? undefined : connector?.id)}
          onChange={connect}
          onValidate={check}
          onReconnect={reconnect}
          onRename={() => connector && ask("rename", connector.id)}
          onSwitch={flip}
          onDelete={() => connector && ask("delete", connector.id)}
          onDisconnect={open}
        />
      </div>
      {validate.error && <ErrorPanel title={words.failedToValidate(title)} error={validate.error} />}
      {toggle.error && <ErrorPanel title={words.failedToSwitch(title)} error={toggle.error} />}
      {connector && <DisconnectDialog connector={connector} opened={asking} onClose={close} />}
    </>
  );
}

/** The picker is part of the address, so that a link can ask somebody for access. */
function usePicker(service: string) {
  const [, setQuery] = useSearchParams();
  return (connector: string | undefined) =>
    setQuery(connector ? { connect: service, connector } : { connect: service });
}

/** Dialogs that outlive their card are the page's, and addresses of their own. */
function useDialog() {
  const [, setQuery] = useSearchParams();
  return (dialog: "rename" | "delete", connector: string) => setQuery({ [dialog]: connector });
}

const tell = ({ provider_title, account, verdict: { state, message, evidence } }: Connector) =>
  announce(words.validated(provider_title, account, state, message, evidence));
