import { newApp } from "../../../../gateway/api/contract/apps.ts";
import type { NewApp } from "../../api/apps.ts";
import { draft as words } from "../../words/provider-apps.ts";

/** What the form holds; secrets leave it when it closes and are never put back. */
export type Draft = {
  name: string;
  clientId: string;
  secret: string;
  redirect: string;
  number: string;
  slug: string;
  key: string;
};

export const blank: Draft = {
  name: "",
  clientId: "",
  secret: "",
  redirect: "",
  number: "",
  slug: "",
  key: "",
};
export type Faults = Partial<Record<keyof Draft, string>>;

const fields: Record<string, keyof Draft> = {
  name: "name",
  client_id: "clientId",
  client_secret: "secret",
  redirect_uri: "redirect",
  app_number: "number",
  app_slug: "slug",
  private_key: "key",
};
const messages: Record<keyof Draft, string> = {
  name: words.giveItName,
  clientId: words.copyClientId,
  secret: words.copyWholeClientSecret,
  redirect: words.addressThatBeginsWithHttps,
  number: words.numberIsDigitsAlone,
  slug: words.nameInAppsAddress,
  key: words.copyWholePrivateKey,
};

const given = (text: string): string | undefined => text.trim() || undefined;

/** One line for each field that the contract refuses. */
export function faultsOf(error: { issues: readonly { path: PropertyKey[] }[] } | undefined): Faults {
  const faults: Faults = {};
  for (const { path } of error?.issues ?? []) {
    const field = fields[String(path[0])];
    if (field) faults[field] = messages[field];
  }
  return faults;
}

/** The request, or what is wrong with the fields. `withKey`: the kind of registration has one. */
export function wishOf(
  draft: Draft,
  provider: string,
  kind: string,
  withKey: boolean,
): { wish: NewApp } | { faults: Faults } {
  const key = { app_number: given(draft.number), app_slug: given(draft.slug), private_key: given(draft.key) };
  const wish: NewApp = {
    provider,
    kind,
    name: draft.name,
    client_id: draft.clientId,
    client_secret: draft.secret,
    redirect_uri: given(draft.redirect),
    ...(withKey && key),
  };
  const faults = faultsOf(newApp.safeParse(wish).error);
  const parts = withKey ? (["number", "slug", "key"] as const) : [];
  const missing = parts.filter((part) => !draft[part].trim());
  if (missing.length < 3) for (const part of missing) faults[part] ??= messages[part];
  return Object.keys(faults).length > 0 ? { faults } : { wish };
}
