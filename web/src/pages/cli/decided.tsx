import { Link } from "react-router";
import { page } from "../../paths.ts";
import { Notice } from "../../ui/notice.tsx";
import { useFocus } from "../../ui/use-focus.ts";
import { cli } from "../../words/cli.ts";
import css from "./cli.module.css";

/** What came of it; the program knows by itself. */
export function Decided({ state }: { state: "allowed" | "denied" }) {
  const ref = useFocus<HTMLDivElement>();
  const allowed = state === "allowed";
  return (
    <div className={css.body} ref={ref} tabIndex={-1}>
      <Notice tone={allowed ? "valid" : "unknown"}>
        <strong>{allowed ? cli.allowed : cli.denied}.</strong>{" "}
        {allowed ? cli.allowedDetail : cli.deniedDetail}
      </Notice>
      {allowed && (
        <p>
          <Link to={page.sessions}>{cli.sessions}</Link>
        </p>
      )}
    </div>
  );
}
