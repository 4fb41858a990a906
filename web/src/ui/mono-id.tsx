import { CopyButton } from "./copy.tsx";
import css from "./ui.module.css";

/** An id or hash: cut in the middle, whole in the tooltip and on the clipboard. */
export function MonoId({ value, what }: { value: string; what: string }) {
  const short = value.length > 20 ? `${value.slice(0, 9)}…${value.slice(-7)}` : value;
  return (
    <span className={css.monoId}>
      <code title={value}>{short}</code>
      <CopyButton value={value} what={what} />
    </span>
  );
}
