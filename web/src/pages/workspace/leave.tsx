import { Button } from "@mantine/core";
import { useState } from "react";
import { useLeave } from "../../api/people.ts";
import { useSession } from "../../shell/session-context.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Section } from "../../ui/section.tsx";
import { leave as words } from "../../words/workspace.ts";
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
    <Section title={words.leaveThisWorkspace} lead={words.yourOwnConnectionsEndHere}>
      <div>
        <Button variant="default" onClick={() => setAsking(true)}>
          {words.leave(workspace.name)}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        title={words.leaveAsk(workspace.name)}
        keep={words.stay}
        act={words.leave(workspace.name)}
        busy={leave.isPending || leave.isSuccess}
        error={leave.error}
        onAct={() => leave.mutate(user.id, { onSuccess: () => void gone(words.youHaveLeft(workspace.name)) })}
        onClose={close}
      >
        <ul>
          <li>{words.youAreSignedOutEverywhere}</li>
          <li>{words.yourOwnConnectionsEndAtOnce}</li>
          <li>{words.sharedConnectorsThatYou}</li>
        </ul>
      </ConfirmDialog>
    </Section>
  );
}
