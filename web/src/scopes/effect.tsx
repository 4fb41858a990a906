import { Eye, NoUndo, Pencil } from "../ui/icons.tsx";
import { effect as words } from "../words/scopes.ts";
import type { CatalogTool } from "./pick.ts";
import css from "./scopes.module.css";

const looks = {
  read: { Icon: Eye, word: words.read },
  write: { Icon: Pencil, word: words.write },
  // Also what reaches other people: a sent message cannot be taken back.
  destructive: { Icon: NoUndo, word: words.cannotBeUndone },
};

export function Effect({ effect }: { effect: CatalogTool["effect"] }) {
  const { Icon, word } = looks[effect];
  return (
    <span className={css.effect} data-effect={effect}>
      <Icon size={14} />
      {word}
    </span>
  );
}
