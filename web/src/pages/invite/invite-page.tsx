import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { asApiError } from "../../api/error.ts";
import { invitationQuery } from "../../api/session.ts";
import { capture, invitation } from "../../arrival.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { useArrival } from "../../ui/page.tsx";
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
  const heading = useArrival("Invitation");
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        Open the invitation link
      </h1>
      <p>
        This page needs the whole link that you were sent: it ends in # and a long word. After a reload, open
        the link again.
      </p>
    </>
  );
}

function Preview({ token }: { token: string }) {
  const { data, error, refetch, isFetching } = useQuery(invitationQuery(token));
  const heading = useArrival("Invitation");
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {data ? `Join ${data.workspace.name}` : "Invitation"}
      </h1>
      {data && <Accept token={token} preview={data} />}
      {!data && error && (
        <ErrorPanel
          title="This invitation cannot be opened"
          error={error}
          // What is spent or revoked stays so.
          {...(asApiError(error).code !== "invitation_invalid" && { onRetry: refetch, busy: isFetching })}
        />
      )}
      {!data && !error && <Bones count={1} height={200} />}
    </>
  );
}
