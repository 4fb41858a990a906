import { Eye, Pencil, Trash } from "../ui/icons.tsx";
import type { CatalogTool } from "./pick.ts";
import css from "./scopes.module.css";

const looks = {
  read: { Icon: Eye, word: "Read" },
  write: { Icon: Pencil, word: "Write" },
  destructive: { Icon: Trash, word: "Destructive" },
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
