import { useRemoveApp } from "../../api/apps.ts";
import type { App } from "../../api/contract.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { announce } from "../../ui/live.tsx";
import { Notice } from "../../ui/notice.tsx";
import { removeAppDialog as words } from "../../words/provider-apps.ts";

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
        announce(words.removed(app?.name));
        close();
      },
    });
  return (
    <ConfirmDialog
      opened={app !== undefined}
      title={words.removeAsk(app?.name)}
      keep={words.keep(app?.name)}
      act={words.remove(app?.name)}
      busy={remove.isPending}
      error={remove.error}
      disabled={used > 0}
      onAct={go}
      onClose={close}
    >
      {used > 0 ? (
        <Notice tone="attention">{words.connectionsUsesIt(used)}</Notice>
      ) : (
        <p>{words.itsSealedSecretsAreDeleted(app?.provider_title)}</p>
      )}
    </ConfirmDialog>
  );
}
