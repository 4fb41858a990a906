import css from "./ui.module.css";

/** A neutral mark; the providers' logos are theirs. */
export function ProviderMark({ title, size }: { title: string; size: number }) {
  return (
    <span className={css.mark} style={{ width: size, height: size }} aria-hidden="true">
      {title.slice(0, 1)}
    </span>
  );
}
