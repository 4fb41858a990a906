import { Button } from "@mantine/core";
import { ErrorPanel } from "../ui/error-panel.tsx";
import { Notice } from "../ui/notice.tsx";
import { signInWindow as words } from "../words/sign-in-window.ts";
import css from "./grants.module.css";
import type { useSignInWindow } from "./sign-in-window.ts";

/** How far a sign-in in a window beside the page is, on that page. */
export function SignInNotice({ signIn }: { signIn: ReturnType<typeof useSignInWindow> }) {
  const { state, go, reset, show } = signIn;
  if (state.at === "idle" || state.at === "starting") return null;
  const { attempt } = state;
  const again = (
    <Button size="compact-sm" onClick={() => void go(attempt)}>
      {words.again}
    </Button>
  );
  if (state.at === "failed")
    return (
      <ErrorPanel
        title={words.failedToStart(attempt.title)}
        error={state.error}
        onRetry={() => void go(attempt)}
      />
    );
  if (state.at === "waiting")
    return (
      <Notice tone="pending">
        <strong>{words.waiting(attempt.title)}</strong> {words.waitingHint}
        <div className={css.answers}>
          <Button size="compact-sm" variant="default" onClick={show}>
            {words.show}
          </Button>
          <Button size="compact-sm" variant="default" onClick={reset}>
            {words.cancel}
          </Button>
        </div>
      </Notice>
    );
  const refused = state.at === "refused" ? state : undefined;
  return (
    <div role="alert">
      <Notice tone="attention" onDismiss={reset}>
        <strong>{refused ? words.refused(attempt.title) : words.closed}</strong>{" "}
        {refused ? (
          <>
            {refused.why} {words.refusedHint} <code>{refused.code}</code>
          </>
        ) : (
          words.closedHint(attempt.title)
        )}
        <div className={css.answers}>{again}</div>
      </Notice>
    </div>
  );
}
