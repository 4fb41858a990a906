import { Button, NativeSelect } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { Link } from "react-router";
import { useAddApp } from "../../api/apps.ts";
import { page } from "../../paths.ts";
import type { CatalogProvider } from "../../scopes/pick.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { appWords } from "../../words/apps.ts";
import { guideOf } from "../../words/guides/index.ts";
import { addForm as words } from "../../words/provider-apps.ts";
import css from "./apps.module.css";
import { blank, type Draft, type Faults, wishOf } from "./draft.ts";
import { ClientFields, KeyFields } from "./fields.tsx";
import { Away } from "./guide/console-link.tsx";
import { RedirectStep } from "./guide/redirect-step.tsx";
import { hintsOf } from "./hints.ts";

type Props = {
  provider: CatalogProvider;
  providers: readonly CatalogProvider[];
  onProvider: (id: string) => void;
  onClose: () => void;
};

/** First what to register at the provider, then what the provider gives for it. */
export function AddForm({ provider, providers, onProvider, onClose }: Props) {
  const [kindId, setKind] = useState(provider.kinds[0]?.id ?? "oauth_app");
  const [draft, setDraft] = useState<Draft>(blank);
  const [faults, setFaults] = useState<Faults>({});
  const add = useAddApp();
  const kind = provider.kinds.find(({ id }) => id === kindId);
  const guide = guideOf(provider, kindId);
  const set = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = wishOf(draft, provider.id, kindId, kind?.needs_key === true);
    setFaults("faults" in read ? read.faults : {});
    if ("faults" in read) return;
    add.mutate(read.wish, {
      onSuccess: ({ name, findings }) => {
        const bad = findings.filter((finding) => finding.level !== "ok").length;
        announce(words.addedFindingsNeedLook(name, bad));
        onClose();
      },
    });
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate autoComplete="off">
      <NativeSelect
        label={words.provider}
        value={provider.id}
        onChange={(event) => onProvider(event.currentTarget.value)}
      >
        {providers.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </NativeSelect>
      {provider.kinds.length > 1 && (
        <NativeSelect
          label={words.kind}
          value={kindId}
          onChange={(event) => setKind(event.currentTarget.value)}
        >
          {provider.kinds.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </NativeSelect>
      )}
      <RedirectStep address={draft.redirect.trim() || provider.redirect_uri} />
      <div className={css.actions}>
        <Away {...guide.console} />
        <Button component={Link} to={page.guide(provider.id, kindId)} variant="default" size="sm">
          {appWords.guide}
        </Button>
      </div>
      <p>{appWords.enterStep(provider.title)}</p>
      <ClientFields
        draft={draft}
        faults={faults}
        set={set}
        provider={provider}
        hints={hintsOf(draft, guide)}
      />
      {kind?.needs_key && <KeyFields draft={draft} faults={faults} set={set} />}
      {add.error && <ErrorPanel title={words.failedToAddProviderApp} error={add.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={add.isPending}>
          {words.addAndCheck}
        </Button>
      </div>
    </form>
  );
}
