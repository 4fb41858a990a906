import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { sessionQuery, signIn, signInMethodsQuery } from "../../api/session.ts";
import { capture, takeToken } from "../../arrival.ts";
import { loadsAnew, returnTo } from "../../shell/return-to.ts";
import { useArrival } from "../../ui/page.tsx";
import { signInPage as words } from "../../words/sign-in.ts";
import { CameBack, CompanyButton } from "./company.tsx";
import { safeNext } from "./link.ts";
import { LinkForm } from "./link-form.tsx";
import css from "./sign-in.module.css";
import { SignInProblem } from "./sign-in-problem.tsx";

/** Trades the one-time link for a session. The token sits in the fragment, which no server or referrer ever sees. */
export function SignInPage() {
  const heading = useArrival(words.signIn);
  const [query] = useSearchParams();
  const problem = query.get("problem") ?? undefined;
  const { data: ways } = useQuery(signInMethodsQuery(problem));
  // A sign-in at the company that failed comes back without it.
  const next = safeNext(query.get("next") ?? returnTo() ?? null);
  const trade = useTrade(next);
  const { mutate } = trade;
  useEffect(() => {
    const go = () => {
      const token = takeToken();
      if (token) mutate(token);
    };
    const linked = () => {
      capture();
      go();
    };
    go();
    window.addEventListener("hashchange", linked);
    return () => window.removeEventListener("hashchange", linked);
  }, [mutate]);
  return (
    <main className={css.page}>
      <img src="/icon.svg" alt="" width={40} height={40} />
      <h1 ref={heading} tabIndex={-1}>
        {words.signInToValetkey}
      </h1>
      {ways?.problem && !trade.error && <CameBack problem={ways.problem} />}
      {ways?.company && <CompanyButton title={ways.company.title} next={next} />}
      {trade.error && <SignInProblem error={trade.error} />}
      <LinkForm alone={!ways?.company} busy={trade.isPending || trade.isSuccess} onToken={mutate} />
    </main>
  );
}

function useTrade(next: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: signIn,
    onSuccess: async (session) => {
      client.clear();
      client.setQueryData(sessionQuery.queryKey, session);
      if (loadsAnew(next)) window.location.replace(next);
      else await navigate(next, { replace: true });
    },
  });
}
