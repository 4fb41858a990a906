import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { asApiError } from "../../api/error.ts";
import { invitationQuery } from "../../api/session.ts";
import { capture, invitation } from "../../arrival.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { useArrival } from "../../ui/page.tsx";
import { invitePage as words } from "../../words/invite.ts";
import { Accept } from "./accept.tsx";
import css from "./invite.module.css";

/** `/invite#<token>`. The token sits in the fragment, which no server or referrer ever sees. */
export function InvitePage() {
  const [token, setToken] = useState(invitation);
  useEffect(() => {
    const linked = () => {
      capture();
      setToken(invitation());
    };
    window.addEventListener("hashchange", linked);
    return () => window.removeEventListener("hashchange", linked);
  }, []);
  return (
    <main className={css.page}>
      <img src="/icon.svg" alt="" width={40} height={40} />
      {token === undefined ? <NoToken /> : <Preview key={token} token={token} />}
    </main>
  );
}

function NoToken() {
  const heading = useArrival(words.invitation);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {words.openInvitationLink}
      </h1>
      <p>{words.thisPageNeedsWholeLink}</p>
    </>
  );
}

function Preview({ token }: { token: string }) {
  const { data, error, refetch, isFetching } = useQuery(invitationQuery(token));
  const heading = useArrival(words.invitation);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {data ? words.join(data.workspace.name) : words.invitation}
      </h1>
      {data && <Accept token={token} preview={data} />}
      {!data && error && (
        <ErrorPanel
          title={words.thisInvitationCannotBeOpened}
          error={error}
          // What is spent or revoked stays so.
          {...(asApiError(error).code !== "invitation_invalid" && { onRetry: refetch, busy: isFetching })}
        />
      )}
      {!data && !error && <Bones count={1} height={200} />}
    </>
  );
}
