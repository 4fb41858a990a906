import { Textarea, TextInput } from "@mantine/core";
import type { CatalogProvider } from "../../scopes/pick.ts";
import { fields as words } from "../../words/provider-apps.ts";
import css from "./apps.module.css";
import type { Draft, Faults } from "./draft.ts";
import type { Hints } from "./hints.ts";

type Props = { draft: Draft; faults: Faults; set: (change: Partial<Draft>) => void };

type ClientProps = Props & { provider: CatalogProvider; hints: Hints };

export function ClientFields({ draft, faults, set, provider, hints }: ClientProps) {
  return (
    <>
      <TextInput
        label={words.name}
        description={words.whatPeopleHereCallItWhen}
        required
        maxLength={80}
        data-autofocus
        value={draft.name}
        error={faults.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label={words.clientId}
        description={hints.clientId}
        required
        autoComplete="off"
        spellCheck={false}
        value={draft.clientId}
        error={faults.clientId}
        onChange={(event) => set({ clientId: event.currentTarget.value })}
      />
      <SecretField draft={draft} faults={faults} set={set} hint={hints.secret} />
      <details>
        <summary>{words.anotherRedirectAddress}</summary>
        <TextInput
          label={words.redirectAddress}
          description={words.onlyWhereOneAboveDoesNot}
          placeholder={provider.redirect_uri}
          spellCheck={false}
          value={draft.redirect}
          error={faults.redirect}
          onChange={(event) => set({ redirect: event.currentTarget.value })}
        />
      </details>
    </>
  );
}

/** Write-only: sealed on arrival, and no page ever gets it back. `kept`: there is one, which stays if this is empty. */
type SecretProps = Props & { kept?: boolean; hint?: string | undefined };

export function SecretField({ draft, faults, set, kept = false, hint }: SecretProps) {
  return (
    <TextInput
      label={kept ? words.newClientSecret : words.clientSecret}
      description={hint ?? (kept ? words.leftEmpty : words.sealedWhenItArrives)}
      required={!kept}
      type="password"
      autoComplete="new-password"
      spellCheck={false}
      value={draft.secret}
      error={faults.secret}
      onChange={(event) => set({ secret: event.currentTarget.value })}
    />
  );
}

export function KeyFields({ draft, faults, set }: Props) {
  return (
    <fieldset className={css.fieldset}>
      <legend>{words.appsOwnKey}</legend>
      <p className={css.dim}>{words.forAccessAsApp}</p>
      <TextInput
        label={words.appNumber}
        inputMode="numeric"
        value={draft.number}
        error={faults.number}
        onChange={(event) => set({ number: event.currentTarget.value })}
      />
      <TextInput
        label={words.appSlug}
        description={words.lastPartOfAppsPublicAddress}
        spellCheck={false}
        value={draft.slug}
        error={faults.slug}
        onChange={(event) => set({ slug: event.currentTarget.value })}
      />
      <KeyArea draft={draft} faults={faults} set={set} />
    </fieldset>
  );
}

export function KeyArea({ draft, faults, set, kept = false }: Props & { kept?: boolean }) {
  return (
    <Textarea
      label={kept ? words.newPrivateKey : words.privateKey}
      description={kept ? words.leftEmpty : words.pemFileThatProviderMade}
      classNames={{ input: css.pem ?? "" }}
      rows={5}
      autoComplete="off"
      spellCheck={false}
      value={draft.key}
      error={faults.key}
      onChange={(event) => set({ key: event.currentTarget.value })}
    />
  );
}
