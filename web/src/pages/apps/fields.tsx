import { Textarea, TextInput } from "@mantine/core";
import type { CatalogProvider } from "../../scopes/pick.ts";
import css from "./apps.module.css";
import type { Draft, Faults } from "./draft.ts";
import type { Hints } from "./hints.ts";

type Props = { draft: Draft; faults: Faults; set: (change: Partial<Draft>) => void };

type ClientProps = Props & { provider: CatalogProvider; hints: Hints };

export function ClientFields({ draft, faults, set, provider, hints }: ClientProps) {
  return (
    <>
      <TextInput
        label="Name"
        description="What people here call it when there are several."
        required
        maxLength={80}
        data-autofocus
        value={draft.name}
        error={faults.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label="Client id"
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
        <summary>Another redirect address</summary>
        <TextInput
          label="Redirect address"
          description="Only where the one above does not serve, for example behind a proxy of your own."
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
      label={kept ? "New client secret" : "Client secret"}
      description={
        hint ??
        (kept
          ? "Left empty: the present one stays. It cannot be shown."
          : "Sealed when it arrives. It can be replaced, and never read again.")
      }
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
      <legend>The app's own key</legend>
      <p className={css.dim}>
        For access as the app, where it is installed. Leave all three empty if people only connect as
        themselves.
      </p>
      <TextInput
        label="App number"
        inputMode="numeric"
        value={draft.number}
        error={faults.number}
        onChange={(event) => set({ number: event.currentTarget.value })}
      />
      <TextInput
        label="App slug"
        description="The last part of the app's public address."
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
      label={kept ? "New private key" : "Private key"}
      description={
        kept
          ? "Left empty: the present one stays. It cannot be shown."
          : "The PEM file that the provider made. Sealed when it arrives, and never shown again."
      }
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
