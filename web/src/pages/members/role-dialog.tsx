import { Button, Modal } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Member } from "../../api/contract.ts";
import { type Role, useSetRole } from "../../api/people.ts";
import { useSession } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { memberWords as words } from "../../words/members.ts";
import css from "./members.module.css";
import { RoleFields } from "./role-fields.tsx";
import { difference, givable } from "./roles.ts";

type Props = { member: Member | undefined; onClose: () => void };

export function RoleDialog({ member, onClose }: Props) {
  return (
    <Modal
      opened={member !== undefined}
      onClose={onClose}
      title={member && words.roleOf(member.name)}
      size={520}
    >
      {member && <Form key={member.id} member={member} onClose={onClose} />}
    </Modal>
  );
}

function Form({ member, onClose }: Props & { member: Member }) {
  const mine = useSession();
  const [role, setRole] = useState(member.role);
  const change = useSetRole();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { id: member.id, role },
      {
        onSuccess: () => {
          announce(words.isNow(member.name, role));
          onClose();
        },
      },
    );
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <RoleFields roles={givable(mine.role)} role={role} onChange={setRole} />
      <Difference from={member.role} to={role} />
      {member.id === mine.user.id && role !== member.role && <p>{words.youGiveUpRightsOfYour}</p>}
      {change.error && <ErrorPanel title={words.failedToChangeRole} error={change.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={change.isPending} disabled={role === member.role}>
          {words.changeRole}
        </Button>
      </div>
    </form>
  );
}

/** Said while it is chosen: what they may do from then on that they might not before. */
function Difference({ from, to }: { from: Role; to: Role }) {
  const { gains, loses } = difference(from, to);
  if (gains.length + loses.length === 0) return null;
  return (
    <div className={css.difference} role="status">
      <Abilities title={words.gains} abilities={gains} />
      <Abilities title={words.loses} abilities={loses} />
    </div>
  );
}

function Abilities({ title, abilities }: { title: string; abilities: readonly string[] }) {
  if (abilities.length === 0) return null;
  return (
    <div>
      <strong>{title}</strong>
      <ul className={css.list}>
        {abilities.map((ability) => (
          <li key={ability}>{ability}</li>
        ))}
      </ul>
    </div>
  );
}
