import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useDeleteWorkspace } from "../../api/people.ts";
import { useSession } from "../../shell/session-context.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Section } from "../../ui/section.tsx";
import { deleteWorkspace as words } from "../../words/workspace.ts";
import { useGone } from "./use-gone.ts";

export function DeleteWorkspace() {
  const { workspace } = useSession();
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState("");
  const remove = useDeleteWorkspace();
  const gone = useGone();
  const close = () => {
    remove.reset();
    setTyped("");
    setAsking(false);
  };
  return (
    <Section title={words.deleteThisWorkspace} lead={words.endsEverythingInItForEverybody}>
      <div>
        <Button color="danger" onClick={() => setAsking(true)}>
          {words.delete(workspace.name)}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        title={words.deleteAsk(workspace.name)}
        keep={words.keep(workspace.name)}
        act={words.delete(workspace.name)}
        busy={remove.isPending || remove.isSuccess}
        error={remove.error}
        disabled={typed.trim() !== workspace.slug}
        onAct={() =>
          remove.mutate(typed.trim(), { onSuccess: () => void gone(words.isDeleted(workspace.name)) })
        }
        onClose={close}
      >
        <ul>
          <li>{words.everybodyIsSignedOut}</li>
          <li>{words.everyConnectionEndsHereAtOnce}</li>
          <li>{words.everyApiTokenStopsWorking}</li>
          <li>{words.whenProvidersHaveAnswered}</li>
        </ul>
        <TextInput
          label={words.typeToConfirm(<code>{workspace.slug}</code>)}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </ConfirmDialog>
    </Section>
  );
}
