import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useEffect, useRef } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { isSignedOut } from "../api/error.ts";
import { sessionQuery } from "../api/session.ts";
import { page } from "../paths.ts";
import { ErrorPanel } from "../ui/error-panel.tsx";
import { useLeadsOn } from "../ui/page.tsx";
import { requireSession as words } from "../words/shell.ts";
import { forgetReturn, loadsAnew, returnTo } from "./return-to.ts";
import { SessionContext } from "./session-context.ts";
import css from "./shell.module.css";
import { Starting } from "./starting.tsx";

const SignedOut = lazy(async () => ({ default: (await import("./signed-out.tsx")).SignedOut }));

let ended = false;
// Before any dialog listens: one that was open when the session ended must not close, and drop what was typed in it.
window.addEventListener(
  "keydown",
  (event) => ended && event.key === "Escape" && event.stopImmediatePropagation(),
  true,
);

/**
 * Everything below has a session. Without one from the start: to sign-in, and from there back to here. With one that
 * ended: the page stays as it is under a dialog that asks to sign in again.
 */
export function RequireSession() {
  const { data, error, isFetching, refetch } = useQuery(sessionQuery);
  const { pathname, search } = useLocation();
  // A refetch that failed leaves the old session in `data`.
  const over = isSignedOut(error);
  const isOther = useOtherPerson(data?.user.id, over);
  if (over && !data) return <Navigate to={page.signIn(pathname + search)} replace />;
  if (isOther) return <div className={css.curtain} />;
  if (data)
    return (
      <SessionContext value={data}>
        <Back>
          <Outlet />
        </Back>
        {over && (
          <Suspense fallback={<div className={css.curtain} />}>
            <SignedOut session={data} here={pathname + search} />
          </Suspense>
        )}
      </SessionContext>
    );
  if (!error) return <Starting />;
  return (
    <main className={css.alone}>
      <h1>{words.valetkey}</h1>
      <ErrorPanel
        title={words.failedToOpenValetkey}
        error={error}
        onRetry={() => void refetch()}
        busy={isFetching}
      />
    </main>
  );
}

/** What is on the screen was read by one person. It comes up to date when they are back, and goes when somebody else is. */
function useOtherPerson(user: string | undefined, over: boolean): boolean {
  const client = useQueryClient();
  const first = useRef(user);
  first.current ??= user;
  const isOther = user !== undefined && user !== first.current;
  useEffect(() => {
    if (isOther) window.location.reload();
  }, [isOther]);
  useEffect(() => {
    if (!over) return;
    const workspace = () => client.getQueryData(sessionQuery.queryKey)?.workspace.id;
    const before = workspace();
    ended = true;
    return () => {
      ended = false;
      // A link signs in to the workspace that it was made for.
      if (workspace() !== before && workspace() !== undefined) return window.location.reload();
      void client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0],
      });
    };
  }, [over, client]);
  return isOther;
}

/** The company's sign-in ends at the first page; from there to where the person was going. */
function Back({ children }: { children: ReactNode }) {
  const { pathname, search } = useLocation();
  const wanted = returnTo();
  const arrived = wanted === pathname + search;
  const leaving = wanted !== undefined && !arrived && pathname === page.home;
  const anew = leaving && loadsAnew(wanted);
  useEffect(() => {
    if (arrived) forgetReturn();
    if (anew) window.location.replace(wanted);
  }, [arrived, anew, wanted]);
  useLeadsOn(leaving);
  if (anew) return <Starting />;
  if (leaving) return <Navigate to={wanted} replace />;
  return children;
}
