import type { Connector, Member } from "../api/contract.ts";
import { page } from "../paths.ts";
import { Bot, Key, Pencil, People, Plug, Shield, Tag, Unplugged } from "../ui/icons.tsx";
import { palette } from "../words/palette.ts";
import type { Entry, Kind } from "./entries.ts";

type Go = (path: string) => () => void;

/** Only found by its name: there may be thousands. */
const found = (kind: Kind, id: string, name: string, Icon: Entry["Icon"], run: () => void): Entry => ({
  id,
  kind,
  name,
  Icon,
  quiet: true,
  run,
});

export function ofConnector({ id, name, slug, provider_title, account }: Connector, go: Go): Entry[] {
  const detail = [provider_title, account].filter(Boolean).join(" · ");
  return [
    { ...found("connectors", `connector ${id}`, name, Plug, go(page.connector(id))), detail, also: slug },
    found("actions", `revoke ${id}`, palette.revoke(name), Unplugged, go(page.connectors({ revoke: id }))),
    found("actions", `change ${id}`, palette.change(name), Shield, go(page.connectors({ change: id }))),
    found("actions", `rename ${id}`, palette.rename(name), Tag, go(page.connectors({ rename: id }))),
  ];
}

export const ofAgent = ({ id, name }: { id: string; name: string }, go: Go): Entry[] => [
  found("agents", `agent ${id}`, name, Bot, go(page.agent(id))),
  found("actions", `tokens ${id}`, palette.tokensOf(name), Key, go(page.agent(id, "tokens"))),
];

/** `manages`: may change roles. */
export function ofMember({ id, name, email }: Member, go: Go, manages: boolean): Entry[] {
  const person = {
    ...found("members", `member ${id}`, name, People, go(page.member(id))),
    detail: email,
  };
  if (!manages) return [person];
  const role = found("actions", `role ${id}`, palette.role(name), Pencil, go(page.members({ role: id })));
  return [person, role];
}

/** What the palette itself says of an action; no name of anything. */
const VERBS: ReadonlySet<string> = new Set(palette.own);

/**
 * What to ask the gateway for, which knows parts of names: what was written without the verbs before and after it. Not one
 * word of it: the longest of “Mailbox 449” fits all mailboxes, and the one that is meant may not be among the first.
 */
export function nameIn(search: string): string {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const isName = (word: string) => !VERBS.has(word);
  const name = words.slice(words.findIndex(isName), words.findLastIndex(isName) + 1).join(" ");
  return name.length > 1 ? name : "";
}
