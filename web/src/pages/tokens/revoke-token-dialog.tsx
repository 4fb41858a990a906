import { Button, Modal } from "@mantine/core";
import type { ApiToken } from "../../api/contract.ts";
import { useRevokeToken } from "../../api/tokens.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
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
        announce(`Token ${token.name} revoked`);
        close();
      },
    });
  return (
    <Modal opened={token !== null} onClose={close} title={token && `Revoke token ${token.name}?`} size={480}>
      {token && (
        <div className={css.form}>
          <p>
            Whatever signs in with <code>{token.prefix}…</code> as {token.subject.name} is refused from now
            on. This cannot be undone; a new token can be made.
          </p>
          {revoke.error && <ErrorPanel title="Failed to revoke the token" error={revoke.error} />}
          <div className={css.buttons}>
            <Button variant="default" onClick={close} data-autofocus>
              Keep token
            </Button>
            <Button color="danger" onClick={go} loading={revoke.isPending}>
              Revoke token
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}
