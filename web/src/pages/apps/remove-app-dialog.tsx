import { useRemoveApp } from "../../api/apps.ts";
import type { App } from "../../api/contract.ts";
import { counted } from "../../scopes/pick.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { announce } from "../../ui/live.tsx";
import { Notice } from "../../ui/notice.tsx";

type Props = { app: App | undefined; onClose: () => void };

export function RemoveAppDialog({ app, onClose }: Props) {
  const remove = useRemoveApp(app?.id ?? "");
  const close = () => {
    remove.reset();
    onClose();
  };
  const used = app?.connections ?? 0;
  const go = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        announce(`${app?.name} removed`);
        close();
      },
    });
  return (
    <ConfirmDialog
      opened={app !== undefined}
      title={`Remove ${app?.name}?`}
      keep={`Keep ${app?.name}`}
      act={`Remove ${app?.name}`}
      busy={remove.isPending}
      error={remove.error}
      disabled={used > 0}
      onAct={go}
      onClose={close}
    >
      {used > 0 ? (
        <Notice tone="attention">
          {counted(used, "connection")} {used === 1 ? "uses" : "use"} it: they could be neither renewed nor
          ended without it. Revoke them first, or reconnect them through another app.
        </Notice>
      ) : (
        <p>
          Its sealed secrets are deleted. Nobody can connect through it any more; the registration at{" "}
          {app?.provider_title} stays until you delete it there.
        </p>
      )}
    </ConfirmDialog>
  );
}
