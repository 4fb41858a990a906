import { charts } from "../words/charts.ts";
import css from "./charts.module.css";

type Props = { entries: readonly { key: string; name: string }[]; fill: (index: number) => string };

export function Legend({ entries, fill }: Props) {
  return (
    <ul className={css.legend} aria-label={charts.legend}>
      {entries.map(({ key, name }, index) => (
        <li key={key}>
          <svg width="16" height="16" aria-hidden="true" focusable="false">
            <rect width="16" height="16" rx="2" fill={fill(index)} className={css.shape} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
