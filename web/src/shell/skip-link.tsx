import { skipLink as words } from "../words/shell.ts";
import css from "./shell.module.css";

export function SkipLink() {
  return (
    <a className={css.skip} href="#main">
      {words.skipToContent}
    </a>
  );
}
