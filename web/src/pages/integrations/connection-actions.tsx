import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useSearchParams } from "react-router";
import type { Connector } from "../../api/contract.ts";
import { useStart, useValidate } from "../../api/grants.ts";
import { DisconnectDialog } from "../../grants/disconnect-dialog.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { ActionsMenu } from "./actions-menu.tsx";
import css from "./integrations.module.css";
import { type Integration, primaryOf } from "./order.ts";

type Props = { integration: Integration; connector?: Connector; several?: boolean };

/** One primary button by state, the rest in a menu, and what came of them. */
export function ConnectionActions({ integration, connector, several }: Props) {
  const { service, title, configured } = integration;
  const start = useStart();
  const validate = useValidate("own");
  const pick = usePicker(service);
  const [asking, { open, close }] = useDisclosure(false);
  const primary = primaryOf(connector);
  const connect = () => pick(connector?.id);
  const reconnect = () => start.mutate({ kind: "personal", service, connector: connector?.id });
  const check = () => connector && validate.mutate(connector, { onSuccess: (r) => tell(r.connector) });
  const run = primary === "Connect" ? connect : primary === "Reconnect" ? reconnect : check;
  const label = several && connector ? `${title} ${connector.account}` : title;
  return (
    <>
      <div className={css.buttons}>
        <Button
          variant={primary === "Validate" ? "default" : "filled"}
          onClick={run}
          disabled={!configured && primary !== "Validate"}
          loading={primary === "Validate" ? validate.isPending : start.isPending || start.isSuccess}
          aria-label={`${primary} ${label}`}
        >
          {primary}
        </Button>
        <ActionsMenu
          {...{ label, configured, connector }}
          onConnect={() => pick(connector?.connected ? undefined : connector?.id)}
          onChange={connect}
          onValidate={check}
          onReconnect={reconnect}
          onDisconnect={open}
        />
      </div>
      {start.error && <ErrorPanel title={`Failed to start the connection to ${title}`} error={start.error} />}
      {validate.error && <ErrorPanel title={`Failed to validate ${title}`} error={validate.error} />}
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

const tell = ({ provider_title, account, verdict }: Connector) =>
  announce(`${provider_title} ${account}: ${verdict.state}. ${verdict.message}`);
