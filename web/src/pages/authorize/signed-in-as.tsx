import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "react-router";
import type { OAuthInteraction } from "../../api/contract.ts";
import { signOut } from "../../api/session.ts";
import { page } from "../../paths.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { signedInAs as words } from "../../words/authorize.ts";
import css from "./authorize.module.css";

/** For whom the app would act, and the way to be somebody else. */
export function SignedInAs({ user }: { user: OAuthInteraction["user"] }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      await navigate(page.signIn(pathname));
      client.clear();
    },
  });
  return (
    <div className={css.body}>
      <p className={css.line}>
        <span>{words.itWouldAct(<strong>{user.name}</strong>, user.email)}</span>
        <Button size="compact-sm" variant="default" onClick={() => leave.mutate()} loading={leave.isPending}>
          {words.notYouAsk}
        </Button>
      </p>
      {leave.error && <ErrorPanel title={words.failedToSignOut} error={leave.error} />}
    </div>
  );
}
