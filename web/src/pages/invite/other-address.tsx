import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Session } from "../../api/contract.ts";
import { sessionQuery, signOut } from "../../api/session.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Notice } from "../../ui/notice.tsx";
import { otherAddress as words } from "../../words/invite.ts";
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
      <Notice tone="attention">{words.youAreSigned(session.user.email, invited)}</Notice>
      {leave.error && <ErrorPanel title={words.failedToSignOut} error={leave.error} />}
      <div>
        <Button onClick={() => leave.mutate()} loading={leave.isPending}>
          {words.signOut(session.user.email)}
        </Button>
      </div>
    </div>
  );
}
