import { Button, Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Session } from "../api/contract.ts";
import { sessionQuery, signIn, signInMethodsQuery } from "../api/session.ts";
import { LinkForm } from "../pages/sign-in/link-form.tsx";
import { SignInProblem } from "../pages/sign-in/sign-in-problem.tsx";
import { page } from "../paths.ts";
import { sessionWords } from "../words/session.ts";
import css from "./extras.module.css";

/** How often it is asked whether somebody signed in in another tab; coming back to this one asks at once. */
const ASK_MS = 4_000;
/** Over everything, also over a dialog in which somebody was writing. */
const ABOVE = 1_000;
const stays = () => undefined;

type Props = { session: Session; here: string };

/**
 * The session ended while somebody was at work. What they typed stays below, out of sight: whoever stands before the
 * screen now may be somebody else. Nothing closes it but a session of the same person.
 */
export function SignedOut({ session, here }: Props) {
  const { data: ways } = useQuery(signInMethodsQuery());
  useQuery({ ...sessionQuery, refetchInterval: ASK_MS, refetchOnWindowFocus: "always", retry: false });
  const client = useQueryClient();
  const trade = useMutation({
    mutationFn: signIn,
    onSuccess: (now) => client.setQueryData(sessionQuery.queryKey, now),
  });
  // A new document: nothing of what was read stays, and the browser asks before what was typed is lost.
  const leave = () => window.location.assign(page.signIn(here));
  return (
    <Modal
      opened
      onClose={stays}
      closeOnEscape={false}
      closeOnClickOutside={false}
      withCloseButton={false}
      title={sessionWords.ended}
      size={520}
      zIndex={ABOVE}
      overlayProps={{ backgroundOpacity: 1, color: "var(--mantine-color-body)" }}
    >
      <div className={css.signedOut}>
        <p>{sessionWords.endedDetail(session.user.name)}</p>
        {ways?.company && (
          <div className={css.ways}>
            <Button
              component="a"
              href={page.signIn(page.signedIn)}
              target="_blank"
              rel="noopener"
              data-autofocus
            >
              {sessionWords.newTab}
            </Button>
            <span className={css.small}>{sessionWords.newTabHint}</span>
          </div>
        )}
        {trade.error && <SignInProblem error={trade.error} />}
        <LinkForm alone={!ways?.company} busy={trade.isPending} onToken={(token) => trade.mutate(token)} />
        <hr />
        <div className={css.ways}>
          <Button variant="default" size="compact-sm" onClick={leave}>
            {sessionWords.leave}
          </Button>
          <span className={css.small}>{sessionWords.leaveHint}</span>
        </div>
      </div>
    </Modal>
  );
}
