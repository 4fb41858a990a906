import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { appChange } from "../../../../gateway/api/contract/apps.ts";
import { type AppChange, useChangeApp } from "../../api/apps.ts";
import type { App } from "../../api/contract.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { changeForm as words } from "../../words/provider-apps.ts";
import css from "./apps.module.css";
import { blank, type Draft, type Faults, faultsOf } from "./draft.ts";
import { KeyArea, SecretField } from "./fields.tsx";

/** What differs from the app as it is; secrets that are left empty stay. */
function changeOf(app: App, draft: Draft): AppChange {
  const name = draft.name.trim();
  const slug = draft.slug.trim();
  const redirect = draft.redirect.trim();
  return {
    ...(name !== app.name && { name }),
    ...(draft.secret.trim() && { client_secret: draft.secret.trim() }),
    ...(draft.key.trim() && { private_key: draft.key.trim() }),
    ...(app.app_slug !== null && slug !== app.app_slug && { app_slug: slug }),
    ...(redirect !== app.redirect_uri && { redirect_uri: redirect || null }),
  };
}

/** Other secrets, or another name, for the same client. */
export function ChangeForm({ app, onClose }: { app: App; onClose: () => void }) {
  const [draft, setDraft] = useState<Draft>({
    ...blank,
    name: app.name,
    slug: app.app_slug ?? "",
    redirect: app.redirect_uri,
  });
  const [faults, setFaults] = useState<Faults>({});
  const change = useChangeApp(app.id);
  const set = (more: Partial<Draft>) => setDraft((now) => ({ ...now, ...more }));
  const wish = changeOf(app, draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = faultsOf(appChange.safeParse(wish).error);
    setFaults(wrong);
    if (Object.keys(wrong).length > 0) return;
    change.mutate(wish, {
      onSuccess: () => {
        announce(words.changed(app.name));
        onClose();
      },
    });
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate autoComplete="off">
      <p>{words.connectionsGo(<code>{app.client_id}</code>)}</p>
      <SecretField draft={draft} faults={faults} set={set} kept />
      {app.has_private_key && <KeyArea draft={draft} faults={faults} set={set} kept />}
      <TextInput
        label={words.name}
        maxLength={80}
        value={draft.name}
        error={faults.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      {app.app_slug !== null && (
        <TextInput
          label={words.appSlug}
          spellCheck={false}
          value={draft.slug}
          error={faults.slug}
          onChange={(event) => set({ slug: event.currentTarget.value })}
        />
      )}
      <TextInput
        label={words.redirectAddress}
        description={words.leftEmpty}
        spellCheck={false}
        value={draft.redirect}
        error={faults.redirect}
        onChange={(event) => set({ redirect: event.currentTarget.value })}
      />
      {change.error && <ErrorPanel title={words.failedToChange(app.name)} error={change.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={change.isPending} disabled={Object.keys(wish).length === 0}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}
