import { CopyButton } from "./copy.tsx";
import css from "./ui.module.css";

type Props = { text: string; what: string };

/** Text to take elsewhere. Focusable, because it scrolls sideways. */
export function CodeBlock({ text, what }: Props) {
  return (
    <div className={css.code}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <pre tabIndex={0} role="group" aria-label={what}>
        {text}
      </pre>
      <CopyButton value={text} what={what} />
    </div>
  );
}
