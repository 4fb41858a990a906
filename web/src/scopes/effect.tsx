import { Eye, NoUndo, Pencil } from "../ui/icons.tsx";
import type { CatalogTool } from "./pick.ts";
import css from "./scopes.module.css";

const looks = {
  read: { Icon: Eye, word: "Read" },
  write: { Icon: Pencil, word: "Write" },
  // Also what reaches other people: a sent message cannot be taken back.
  destructive: { Icon: NoUndo, word: "Cannot be undone" },
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
