import { Button } from "@mantine/core";
import { useRouteError } from "react-router";
import { asApiError } from "../api/error.ts";
import { page } from "../paths.ts";
import { ErrorPanel } from "../ui/error-panel.tsx";
import { useArrival } from "../ui/page.tsx";
import { crashed as words } from "../words/shell.ts";
import css from "./shell.module.css";

/** The last net: a page threw, or its code could not be loaded. */
export function Crashed() {
  const heading = useArrival(words.thisPageFailed);
  const error = useRouteError();
  return (
    <div className={css.crashed}>
      <h1 ref={heading} tabIndex={-1}>
        {words.thisPageFailed}
      </h1>
      <ErrorPanel title={words.somethingInThisPageStopped} error={asApiError(error)} />
      <div className={css.row}>
        <Button onClick={() => window.location.reload()}>{words.reload}</Button>
        <Button component="a" href={page.integrations()} variant="default">
          {words.backToIntegrations}
        </Button>
      </div>
    </div>
  );
}
