import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { isSignedOut } from "../api/error.ts";
import { sessionQuery } from "../api/session.ts";
import { page } from "../paths.ts";
import { ErrorPanel } from "../ui/error-panel.tsx";
import { forgetReturn, loadsAnew, returnTo } from "./return-to.ts";
import { SessionContext } from "./session-context.ts";
import css from "./shell.module.css";
import { Starting } from "./starting.tsx";

/** Everything below has a session. Without one: to sign-in, and from there back to here. */
export function RequireSession() {
  const { data, error, isFetching, refetch } = useQuery(sessionQuery);
  const { pathname, search } = useLocation();
  // A refetch that failed leaves the old session in `data`, so the error is looked at first.
  if (isSignedOut(error)) return <Navigate to={page.signIn(pathname + search)} replace />;
  if (data)
    return (
      <SessionContext value={data}>
        <Back>
          <Outlet />
        </Back>
      </SessionContext>
    );
  if (!error) return <Starting />;
  return (
    <main className={css.alone}>
      <h1>Valetkey</h1>
      <ErrorPanel
        title="Failed to open Valetkey"
        error={error}
        onRetry={() => void refetch()}
        busy={isFetching}
      />
    </main>
  );
}

/** The company's sign-in ends at the integrations; from there to where the person was going. */
function Back({ children }: { children: ReactNode }) {
  const { pathname, search } = useLocation();
  const wanted = returnTo();
  const arrived = wanted === pathname + search;
  const leaving = wanted !== undefined && !arrived && pathname === page.integrations();
  const anew = leaving && loadsAnew(wanted);
  useEffect(() => {
    if (arrived) forgetReturn();
    if (anew) window.location.replace(wanted);
  }, [arrived, anew, wanted]);
  if (anew) return <Starting />;
  if (leaving) return <Navigate to={wanted} replace />;
  return children;
}
