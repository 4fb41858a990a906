import { Button, Modal } from "@mantine/core";
import type { Member } from "../../api/contract.ts";
import { useSignInLink } from "../../api/people.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { OnceDialog } from "../../ui/once.tsx";
import { Time } from "../../ui/time.tsx";
import css from "./members.module.css";

type Props = { member: Member | undefined; onClose: () => void };

/** A one-time sign-in link for somebody who has no other way in. */
export function LinkDialog({ member, onClose }: Props) {
  const make = useSignInLink();
  const made = make.data;
  const close = () => {
    make.reset();
    onClose();
  };
  return (
    <>
      <Modal
        opened={member !== undefined && !made}
        onClose={close}
        title={member && `Sign-in link for ${member.name}`}
        size={480}
      >
        <div className={css.form}>
          <p>
            Whoever opens the link first is signed in as {member?.name}, with the role {member?.role}. Give it
            to nobody else. It works once, for a few minutes.
          </p>
          {make.error && <ErrorPanel title="Failed to make the link" error={make.error} />}
          <div className={css.buttons}>
            <Button variant="default" onClick={close} data-autofocus>
              Cancel
            </Button>
            <Button onClick={() => member && make.mutate(member.id)} loading={make.isPending}>
              Make link
            </Button>
          </div>
        </div>
      </Modal>
      <OnceDialog
        opened={made !== undefined}
        title={`Sign-in link for ${member?.name ?? "a member"}`}
        value={made?.url ?? ""}
        what="sign-in link"
        onClose={close}
      >
        {made && (
          <p>
            Give it to {member?.name}. It ends <Time at={made.expires_at} /> and works once.
          </p>
        )}
      </OnceDialog>
    </>
  );
}
