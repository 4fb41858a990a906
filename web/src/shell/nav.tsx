import { NavLink } from "react-router";
import { type Place, places } from "./places.ts";
import { useSession } from "./session-context.ts";
import css from "./shell.module.css";
import { ToDecide } from "./to-decide.tsx";

export function Nav({ onGo }: { onGo?: () => void }) {
  const { permissions } = useSession();
  const may = ({ needs }: Place) => !needs || permissions.includes(needs);
  return places.map(({ title, items }) => {
    const open = items.filter(may);
    if (open.length === 0) return null;
    return (
      <div key={title} className={css.group}>
        <h2>{title}</h2>
        <ul>
          {open.map((place) => (
            <li key={place.to}>
              <Entry place={place} onGo={onGo} />
            </li>
          ))}
        </ul>
      </div>
    );
  });
}

function Entry({ place, onGo }: { place: Place; onGo: (() => void) | undefined }) {
  const { to, label, Icon, preload, counts } = place;
  const warm = () => void preload();
  return (
    <NavLink
      to={to}
      className={css.entry ?? ""}
      title={label}
      onClick={onGo}
      onMouseEnter={warm}
      onFocus={warm}
    >
      <Icon />
      <span className={css.label}>{label}</span>
      {counts && <ToDecide />}
    </NavLink>
  );
}
