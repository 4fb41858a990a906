import { Button } from "@mantine/core";
import { useState } from "react";
import { useLeave } from "../../api/people.ts";
import { useSession } from "../../shell/session-context.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Section } from "../../ui/section.tsx";
import { useGone } from "./use-gone.ts";

/** Everybody may go by themselves; a workspace keeps one owner. */
export function Leave() {
  const { user, workspace } = useSession();
  const [asking, setAsking] = useState(false);
  const leave = useLeave();
  const gone = useGone();
  const close = () => {
    leave.reset();
    setAsking(false);
  };
  return (
    <Section
      title="Leave this workspace"
      lead="Your own connections end here and at the providers. Somebody has to invite you again."
    >
      <div>
        <Button variant="default" onClick={() => setAsking(true)}>
          Leave {workspace.name}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        title={`Leave ${workspace.name}?`}
        keep="Stay"
        act={`Leave ${workspace.name}`}
        busy={leave.isPending || leave.isSuccess}
        error={leave.error}
        onAct={() => leave.mutate(user.id, { onSuccess: () => void gone(`You have left ${workspace.name}`) })}
        onClose={close}
      >
        <ul>
          <li>You are signed out everywhere, and API tokens in your name stop working.</li>
          <li>Your own connections end at once, and the providers are told.</li>
          <li>Shared connectors that you authorized go on, and still act as your account.</li>
        </ul>
      </ConfirmDialog>
    </Section>
  );
}
