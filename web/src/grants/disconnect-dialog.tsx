import { Button, Modal } from "@mantine/core";
import type { Connector } from "../api/contract.ts";
import { useEndGrant } from "../api/grants.ts";
import { counted } from "../scopes/pick.ts";
import { ErrorPanel } from "../ui/error-panel.tsx";
import { announce } from "../ui/live.tsx";
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
    end.mutate({ connector }, { onSuccess: () => announce(`${title} disconnected. Removed here.`) });
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={end.isSuccess ? `${title} disconnected` : `Disconnect ${title}?`}
      size={520}
    >
      <div className={css.form}>
        {end.isSuccess ? (
          <Ended connector={connector} result={end.data} />
        ) : (
          <Consequences connector={connector} />
        )}
        {end.error && <ErrorPanel title={`Failed to disconnect ${title}`} error={end.error} />}
        <div className={css.buttons}>
          {end.isSuccess ? (
            <Done onClose={close} />
          ) : (
            <>
              <Button variant="default" onClick={close} data-autofocus>
                Keep {title}
              </Button>
              <Button color="danger" onClick={disconnect} loading={end.isPending}>
                Disconnect {title}
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
      <p>
        This ends the access of this gateway to <strong>{account}</strong>.
      </p>
      <ul className={css.list}>
        <li>{counted(grant?.tools.length ?? 0, "tool")} stop working for you and your agents now.</li>
        <li>Calls under way are cut off; their results are dropped.</li>
        <li>
          {provider_title} is told to revoke the access too. That cannot be undone; you can connect again at
          any time.
        </li>
      </ul>
    </>
  );
}
