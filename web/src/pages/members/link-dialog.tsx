import { Button, Modal } from "@mantine/core";
import type { Member } from "../../api/contract.ts";
import { useSignInLink } from "../../api/people.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { OnceDialog } from "../../ui/once.tsx";
import { Time } from "../../ui/time.tsx";
import { linkDialog as words } from "../../words/members.ts";
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
        title={member && words.signInLink(member.name)}
        size={480}
      >
        <div className={css.form}>
          <p>{words.whoeverOpensLinkFirstIsSigned(member?.name, member?.role)}</p>
          {make.error && <ErrorPanel title={words.failedToMakeLink} error={make.error} />}
          <div className={css.buttons}>
            <Button variant="default" onClick={close} data-autofocus>
              {words.cancel}
            </Button>
            <Button onClick={() => member && make.mutate(member.id)} loading={make.isPending}>
              {words.makeLink}
            </Button>
          </div>
        </div>
      </Modal>
      <OnceDialog
        opened={made !== undefined}
        title={words.signInLinkOf(member?.name)}
        value={made?.url ?? ""}
        what={words.signInLinkShort}
        onClose={close}
      >
        {made && <p>{words.giveIt(member?.name, <Time at={made.expires_at} />)}</p>}
      </OnceDialog>
    </>
  );
}
