import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useDeleteWorkspace } from "../../api/people.ts";
import { useSession } from "../../shell/session-context.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Section } from "../../ui/section.tsx";
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
    <Section
      title="Delete this workspace"
      lead="Ends everything in it for everybody. Its audit log stays with whoever runs the gateway."
    >
      <div>
        <Button color="danger" onClick={() => setAsking(true)}>
          Delete {workspace.name}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        title={`Delete ${workspace.name}?`}
        keep={`Keep ${workspace.name}`}
        act={`Delete ${workspace.name}`}
        busy={remove.isPending || remove.isSuccess}
        error={remove.error}
        disabled={typed.trim() !== workspace.slug}
        onAct={() =>
          remove.mutate(typed.trim(), { onSuccess: () => void gone(`${workspace.name} is deleted`) })
        }
        onClose={close}
      >
        <ul>
          <li>Everybody is signed out, you too, and nobody can come back.</li>
          <li>Every connection ends here at once; the providers are told to revoke the access.</li>
          <li>Every API token stops working.</li>
          <li>When the providers have answered, what is left is deleted, sealed tokens included.</li>
        </ul>
        <TextInput
          label={
            <>
              Type <code>{workspace.slug}</code> to confirm
            </>
          }
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </ConfirmDialog>
    </Section>
  );
}
