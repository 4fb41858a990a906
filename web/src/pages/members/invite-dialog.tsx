import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { newInvitation } from "../../../../gateway/api/contract/invitations.ts";
import type { createdInvitation } from "../../api/contract.ts";
import { type Role, useInvite } from "../../api/people.ts";
import { useSession } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { OnceDialog } from "../../ui/once.tsx";
import { Time } from "../../ui/time.tsx";
import { inviteDialog as words } from "../../words/members.ts";
import css from "./members.module.css";
import { RoleFields } from "./role-fields.tsx";
import { givable } from "./roles.ts";

type Created = z.infer<typeof createdInvitation>;

/** First the form, then the link, which is shown this once. */
export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [created, setCreated] = useState<Created | null>(null);
  const close = () => {
    setCreated(null);
    onClose();
  };
  return (
    <>
      <Modal opened={opened && !created} onClose={onClose} title={words.inviteSomebody} size={520}>
        <Form onClose={onClose} onCreated={setCreated} />
      </Modal>
      <OnceDialog
        opened={created !== null}
        title={words.invitation(created?.invitation.email)}
        value={created?.url ?? ""}
        what={words.invitationLink}
        onClose={close}
      >
        {created && (
          <p>
            {words.sendItToYourself(
              created.invitation.email,
              created.invitation.role,
              <Time at={created.invitation.expires_at} />,
            )}
          </p>
        )}
      </OnceDialog>
    </>
  );
}

type FormProps = { onClose: () => void; onCreated: (created: Created) => void };

function Form({ onClose, onCreated }: FormProps) {
  const { role: mine } = useSession();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [wrong, setWrong] = useState(false);
  const invite = useInvite();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wish = newInvitation.safeParse({ email: email.trim(), role });
    setWrong(!wish.success);
    if (wish.success) invite.mutate(wish.data, { onSuccess: onCreated });
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <TextInput
        label={words.address}
        description={words.earlierInvitationForIt}
        type="email"
        required
        data-autofocus
        autoComplete="off"
        value={email}
        error={wrong && words.noEMailAddress}
        onChange={(event) => {
          setEmail(event.currentTarget.value);
          setWrong(false);
        }}
      />
      <RoleFields roles={givable(mine)} role={role} onChange={setRole} />
      {invite.error && <ErrorPanel title={words.failedToInvite} error={invite.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={invite.isPending}>
          {words.makeInvitationLink}
        </Button>
      </div>
    </form>
  );
}
