import type { Guide } from "../../words/guides/index.ts";
import { hints as words } from "../../words/provider-apps.ts";
import type { Draft } from "./draft.ts";

export type Hints = Partial<Record<keyof Draft, string>>;

/** Pure: what looks wrong while somebody types. Hints, because providers change how their ids look. */
export function hintsOf(draft: Draft, { looks }: Pick<Guide, "looks">): Hints {
  const hints: Hints = {};
  const [clientId, secret] = [draft.clientId.trim(), draft.secret.trim()];
  const off = (text: string, look: { pattern: RegExp; hint: string } | undefined) =>
    text !== "" && look && !look.pattern.test(text) ? look.hint : undefined;
  const odd = { clientId: off(clientId, looks?.clientId), secret: off(secret, looks?.secret) };
  if (odd.clientId) hints.clientId = odd.clientId;
  if (odd.secret) hints.secret = odd.secret;
  if (/\s/.test(clientId)) hints.clientId = words.spaceInIt;
  if (/\s/.test(secret)) hints.secret = words.spaceInIt;
  if (clientId !== "" && clientId === secret) hints.secret = words.clientId;
  const key = draft.key.trim();
  if (key !== "" && !/^-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*-----END [A-Z ]*PRIVATE KEY-----$/.test(key))
    hints.key = words.pasteWholeFile;
  if (draft.number.trim() !== "" && !/^\d+$/.test(draft.number.trim())) hints.number = words.numberAlone;
  return hints;
}
