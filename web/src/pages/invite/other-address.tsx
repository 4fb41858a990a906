import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Session } from "../../api/contract.ts";
import { sessionQuery, signOut } from "../../api/session.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Notice } from "../../ui/notice.tsx";
import css from "./invite.module.css";

/** The invitation is for somebody else than who is signed in here. */
export function OtherAddress({ session, invited }: { session: Session; invited: string }) {
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: () => client.resetQueries({ queryKey: sessionQuery.queryKey }),
  });
  return (
    <div className={css.body}>
      <Notice tone="attention">
        You are signed in as {session.user.email}; the invitation is for {invited}. Sign out to accept it, or
        open the link in another browser profile.
      </Notice>
      {leave.error && <ErrorPanel title="Failed to sign out" error={leave.error} />}
      <div>
        <Button onClick={() => leave.mutate()} loading={leave.isPending}>
          Sign out {session.user.email}
        </Button>
      </div>
    </div>
  );
}
