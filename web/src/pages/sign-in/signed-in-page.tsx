import { Button } from "@mantine/core";
import { Link } from "react-router";
import { page } from "../../paths.ts";
import { useArrival } from "../../ui/page.tsx";
import { sessionWords } from "../../words/session.ts";
import css from "./sign-in.module.css";

/** The end of a sign-in that another tab waits for. */
export function SignedInPage() {
  const heading = useArrival(sessionWords.done);
  return (
    <main className={css.page}>
      <img src="/icon.svg" alt="" width={40} height={40} />
      <h1 ref={heading} tabIndex={-1}>
        {sessionWords.done}
      </h1>
      <p>{sessionWords.doneLead}</p>
      <Button component={Link} to={page.home} variant="default">
        {sessionWords.here}
      </Button>
    </main>
  );
}
