import { useRevokeClient } from "../../api/clients.ts";
import type { AllowedClient } from "../../api/contract.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { announce } from "../../ui/live.tsx";
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
        announce(`${name} revoked, everywhere after ${Math.ceil(fenced_in_ms)} milliseconds`);
        close();
      },
    });
  return (
    <ConfirmDialog
      opened={client !== null}
      title={`Revoke ${name}?`}
      keep="Keep it"
      act={`Revoke ${name}`}
      busy={revoke.isPending}
      error={revoke.error}
      onAct={go}
      onClose={close}
    >
      <ul>
        <li>
          It can call nothing more {client?.mine ? "in your name" : `in the name of ${client?.user.name}`}:
          its tokens are refused as soon as this says so.
        </li>
        <li>Connections to providers stay as they are.</li>
        <li>When the app asks again, the consent page is shown again.</li>
      </ul>
    </ConfirmDialog>
  );
}
