import { Modal } from "@mantine/core";
import { useSearchParams } from "react-router";
import type { App } from "../../api/contract.ts";
import type { CatalogProvider } from "../../scopes/pick.ts";
import { appDialogs as words } from "../../words/provider-apps.ts";
import { AddForm } from "./add-form.tsx";
import { ChangeForm } from "./change-form.tsx";
import { BeginDialog } from "./rehearsal/begin-dialog.tsx";
import { RemoveAppDialog } from "./remove-app-dialog.tsx";

type Props = { apps: readonly App[]; providers: readonly CatalogProvider[] };

/** `?add=google`, `?change=app_…`, `?remove=app_…`, `?rehearse=app_…`. */
export function AppDialogs({ apps, providers }: Props) {
  const [query, setQuery] = useSearchParams();
  const close = () => setQuery({}, { replace: true });
  const named = (key: string) => apps.find((each) => each.id === query.get(key) && !each.from_environment);
  const wanted = query.get("add");
  const provider = providers.find((each) => each.id === wanted) ?? providers[0];
  const change = named("change");
  // Those of the environment are rehearsed as well.
  const rehearsed = apps.find((each) => each.id === query.get("rehearse"));
  return (
    <>
      <Modal
        opened={wanted !== null && provider !== undefined}
        onClose={close}
        title={words.addProviderApp}
        size={640}
      >
        {provider && (
          <AddForm
            key={provider.id}
            provider={provider}
            providers={providers}
            onProvider={(add) => setQuery({ add }, { replace: true })}
            onClose={close}
          />
        )}
      </Modal>
      <Modal
        opened={change !== undefined}
        onClose={close}
        title={change && words.change(change.name)}
        size={600}
      >
        {change && <ChangeForm key={change.id} app={change} onClose={close} />}
      </Modal>
      <RemoveAppDialog app={named("remove")} onClose={close} />
      <BeginDialog
        app={rehearsed}
        provider={providers.find((each) => each.id === rehearsed?.provider)}
        onClose={close}
      />
    </>
  );
}
