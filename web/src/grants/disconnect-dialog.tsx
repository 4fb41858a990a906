import { Button, Modal } from "@mantine/core";
import type { Connector } from "../api/contract.ts";
import { useEndGrant } from "../api/grants.ts";
import { ErrorPanel } from "../ui/error-panel.tsx";
import { announce } from "../ui/live.tsx";
import { disconnectDialog as words } from "../words/grants.ts";
import { Done } from "./done.tsx";
import { Ended } from "./ended.tsx";
import css from "./grants.module.css";

type Props = { connector: Connector; opened: boolean; onClose: () => void };

/** A teammate ends their own connection. */
export function DisconnectDialog({ connector, opened, onClose }: Props) {
  const end = useEndGrant("disconnect");
  const title = connector.provider_title;
  const close = () => {
    onClose();
    end.reset();
  };
  const disconnect = () =>
    end.mutate({ connector }, { onSuccess: () => announce(words.disconnectedRemovedHere(title)) });
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={end.isSuccess ? words.disconnected(title) : words.disconnectAsk(title)}
      size={520}
    >
      <div className={css.form}>
        {end.isSuccess ? (
          <Ended connector={connector} result={end.data} />
        ) : (
          <Consequences connector={connector} />
        )}
        {end.error && <ErrorPanel title={words.failedToDisconnect(title)} error={end.error} />}
        <div className={css.buttons}>
          {end.isSuccess ? (
            <Done onClose={close} />
          ) : (
            <>
              <Button variant="default" onClick={close} data-autofocus>
                {words.keep(title)}
              </Button>
              <Button color="danger" onClick={disconnect} loading={end.isPending}>
                {words.disconnect(title)}
              </Button>
            </>
          )}
        </div>
      </div>
    </Modal>
  );
}

function Consequences({ connector }: { connector: Connector }) {
  const { account, provider_title, grant } = connector;
  return (
    <>
      <p>{words.thisEndsAccessOfThisGateway(<strong>{account}</strong>)}</p>
      <ul className={css.list}>
        <li>{words.toolsStopWorkingForYou(grant?.tools.length ?? 0)}</li>
        <li>{words.callsUnderWayAreCutOff}</li>
        <li>{words.isToldToRevokeAccessToo(provider_title)}</li>
      </ul>
    </>
  );
}
