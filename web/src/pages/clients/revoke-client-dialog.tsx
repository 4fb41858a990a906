import { useRevokeClient } from "../../api/clients.ts";
import type { AllowedClient } from "../../api/contract.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { announce } from "../../ui/live.tsx";
import { revokeClientDialog as words } from "../../words/clients.ts";
import { nameOf } from "./allowed-table.tsx";

type Props = { client: AllowedClient | null; onClose: () => void };

export function RevokeClientDialog({ client, onClose }: Props) {
  const revoke = useRevokeClient();
  const name = client ? nameOf(client) : "";
  const close = () => {
    revoke.reset();
    onClose();
  };
  const go = () =>
    client &&
    revoke.mutate(client.id, {
      onSuccess: ({ fenced_in_ms }) => {
        announce(words.revokedEverywhereAfter(name, Math.ceil(fenced_in_ms)));
        close();
      },
    });
  return (
    <ConfirmDialog
      opened={client !== null}
      title={words.revokeAsk(name)}
      keep={words.keepIt}
      act={words.revoke(name)}
      busy={revoke.isPending}
      error={revoke.error}
      onAct={go}
      onClose={close}
    >
      <ul>
        <li>{words.itCanCallNothingMore(client?.mine, client?.user.name)}</li>
        <li>{words.connectionsToProvidersStay}</li>
        <li>{words.whenAppAsksAgain}</li>
      </ul>
    </ConfirmDialog>
  );
}
