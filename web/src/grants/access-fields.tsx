import { NativeSelect, Radio } from "@mantine/core";
import { useState } from "react";
import type { Connector } from "../api/contract.ts";
import type { CatalogProvider } from "../scopes/pick.ts";
import { accessFields as words } from "../words/grants.ts";
import { type Choice, choiceOf, choicesOf, nameOf } from "./access.ts";
import css from "./grants.module.css";

/** What to send along: nothing where there is no choice. */
export function useAccess(provider: CatalogProvider, last: Connector["grant"] | undefined) {
  const choices = choicesOf(provider);
  const [picked, choose] = useState<Choice>();
  const choice: Partial<Choice> = choices.length > 1 ? (picked ?? choiceOf(choices, last) ?? {}) : {};
  return { choice, choices, choose };
}

type Props = {
  provider: CatalogProvider;
  choice: Partial<Choice>;
  choices: readonly Choice[];
  onChange: (choice: Choice) => void;
};

/** Shown only where a provider has several registrations, or one that gives several kinds of access. */
export function AccessFields({ provider, choice, choices, onChange }: Props) {
  const app = provider.apps.find((each) => each.id === choice.app);
  const take = (app: string) => {
    const first = choices.find((each) => each.app === app);
    if (first) onChange(first);
  };
  return (
    <>
      {provider.apps.length > 1 && (
        <NativeSelect
          label={words.providerApp}
          description={words.registrationAtThatAccess(provider.title)}
          value={choice.app ?? ""}
          onChange={(event) => take(event.currentTarget.value)}
        >
          {provider.apps.map((each) => (
            <option key={each.id} value={each.id}>
              {nameOf(provider, each)}
            </option>
          ))}
        </NativeSelect>
      )}
      {app && app.accesses.length > 1 && (
        <Radio.Group
          label={words.kindOfAccess}
          value={choice.access ?? ""}
          onChange={(access) => onChange({ app: app.id, access })}
        >
          <div className={css.radios}>
            {app.accesses.map((access) => (
              <Radio key={access.id} value={access.id} label={access.title} />
            ))}
          </div>
        </Radio.Group>
      )}
    </>
  );
}
