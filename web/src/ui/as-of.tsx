import { timeOfDay } from "../words/format.ts";
import { ui } from "../words/ui.ts";
import { exactly } from "./time.tsx";
import css from "./ui.module.css";

/** When what is shown was read: `dataUpdatedAt` of a query, in milliseconds. */
export function AsOf({ at }: { at: number }) {
  if (at === 0) return null;
  const iso = new Date(at).toISOString();
  return (
    <time className={css.dim} dateTime={iso} title={exactly(iso)}>
      {ui.asOf(timeOfDay(at))}
    </time>
  );
}
