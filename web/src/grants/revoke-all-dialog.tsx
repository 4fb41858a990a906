import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { useRevokeAll } from "../api/revocations.ts";
import { page } from "../paths.ts";
import { ErrorPanel } from "../ui/error-panel.tsx";
import { announce } from "../ui/live.tsx";
import { revokeAllDialog as words } from "../words/grants.ts";
import css from "./grants.module.css";

export type Everything = {
  scope: "provider" | "user" | "workspace";
  /** A provider's or a member's id; none for the workspace. */
  target?: string;
  /** What has to be typed. */
  confirm: string;
  /** Follows "Revoke". */
  title: string;
  /** Live ones, where they are known. */
  connections?: number;
};

type Props = { target: Everything | undefined; onClose: () => void };

/** Asks to type what is to end; then leads to the run. */
export function RevokeAllDialog({ target, onClose }: Props) {
  return (
    <Modal
      opened={target !== undefined}
      onClose={onClose}
      title={target && words.revokeAsk(target.title)}
      size={560}
    >
      {target && <Form target={target} onClose={onClose} />}
    </Modal>
  );
}

const whats = {
  provider: words.everyConnectionOfThisProvider,
  user: words.everyPersonalConnectionOfThis,
  workspace: words.everyConnectionOfThisWorkspace,
};

function Form({ target, onClose }: Props & { target: Everything }) {
  const { scope, confirm, connections } = target;
  const [typed, setTyped] = useState("");
  const revoke = useRevokeAll();
  const navigate = useNavigate();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== confirm) return;
    const wish = { scope, confirm, ...(target.target !== undefined && { target: target.target }) };
    revoke.mutate(wish, {
      onSuccess: (run) => {
        announce(words.grantsEnded(run.total));
        void navigate(page.revocation(run.id));
      },
    });
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <p>
        {whats[scope]} {connections !== undefined && <strong>{words.connectionsNow(connections)}</strong>}
      </p>
      <ul className={css.list}>
        <li>{words.toolsThatDependOnThemStop}</li>
        <li>{words.providersAreToldToRevokeAccess}</li>
        <li>{words.connectorsAgents}</li>
      </ul>
      <TextInput
        label={words.typeToConfirm(<code>{confirm}</code>)}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {revoke.error && <ErrorPanel title={words.failedToRevokeEverything} error={revoke.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {words.keepEverything}
        </Button>
        <Button type="submit" color="danger" loading={revoke.isPending} disabled={typed.trim() !== confirm}>
          {words.revokeEverything}
        </Button>
      </div>
    </form>
  );
}
