import { CopyButton } from "./copy.tsx";
import css from "./ui.module.css";

type Props = { text: string; what: string };

/** Text to take elsewhere. Focusable, because it scrolls sideways. */
export function CodeBlock({ text, what }: Props) {
  return (
    <div className={css.code}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section tabIndex={0} aria-label={what}>
        <pre>{text}</pre>
      </section>
      <CopyButton value={text} what={what} />
    </div>
  );
}
