import { NavLink } from "react-router";
import css from "./ui.module.css";

type Props = { label: string; tabs: readonly { to: string; label: string }[] };

/** Parts of one page, each an address of its own: links, so that Back, Reload and a new window work. */
export function Tabs({ label, tabs }: Props) {
  return (
    <nav className={css.tabs} aria-label={label}>
      {tabs.map(({ to, label: name }) => (
        <NavLink key={to} to={to} end>
          {name}
        </NavLink>
      ))}
    </nav>
  );
}
