import { Button, Modal } from "@mantine/core";
import type { ApiToken } from "../../api/contract.ts";
import { useRevokeToken } from "../../api/tokens.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { revokeTokenDialog as words } from "../../words/tokens.ts";
import css from "./tokens.module.css";

type Props = { token: ApiToken | null; onClose: () => void };

export function RevokeTokenDialog({ token, onClose }: Props) {
  const revoke = useRevokeToken();
  const close = () => {
    revoke.reset();
    onClose();
  };
  const go = () =>
    token &&
    revoke.mutate(token.id, {
      onSuccess: () => {
        announce(words.tokenRevoked(token.name));
        close();
      },
    });
  return (
    <Modal
      opened={token !== null}
      onClose={close}
      title={token && words.revokeTokenAsk(token.name)}
      size={480}
    >
      {token && (
        <div className={css.form}>
          <p>{words.whateverSigns(<code>{token.prefix}…</code>, token.subject.name)}</p>
          {revoke.error && <ErrorPanel title={words.failedToRevokeToken} error={revoke.error} />}
          <div className={css.buttons}>
            <Button variant="default" onClick={close} data-autofocus>
              {words.keepToken}
            </Button>
            <Button color="danger" onClick={go} loading={revoke.isPending}>
              {words.revokeToken}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}
