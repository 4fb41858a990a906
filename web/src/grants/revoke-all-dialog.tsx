import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { useRevokeAll } from "../api/revocations.ts";
import { page } from "../paths.ts";
import { counted } from "../scopes/pick.ts";
import { ErrorPanel } from "../ui/error-panel.tsx";
import { announce } from "../ui/live.tsx";
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
      title={target && `Revoke ${target.title}?`}
      size={560}
    >
      {target && <Form target={target} onClose={onClose} />}
    </Modal>
  );
}

const whats = {
  provider: "Every connection of this provider ends, shared and personal.",
  user: "Every personal connection of this member ends. Shared connections that they authorized go on.",
  workspace: "Every connection of this workspace ends, of every provider and every member.",
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
        announce(`${counted(run.total, "grant")} ended`);
        void navigate(page.revocation(run.id));
      },
    });
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <p>
        {whats[scope]}{" "}
        {connections !== undefined && <strong>{counted(connections, "connection")} now.</strong>}
      </p>
      <ul className={css.list}>
        <li>Tools that depend on them stop working at once; calls under way are cut off.</li>
        <li>The providers are told to revoke the access too, which may take some minutes.</li>
        <li>
          Connectors, agents, tokens and the audit log stay. This cannot be undone; each has to be connected
          again.
        </li>
      </ul>
      <TextInput
        label={
          <>
            Type <code>{confirm}</code> to confirm
          </>
        }
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {revoke.error && <ErrorPanel title="Failed to revoke everything" error={revoke.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          Keep everything
        </Button>
        <Button type="submit" color="danger" loading={revoke.isPending} disabled={typed.trim() !== confirm}>
          Revoke everything
        </Button>
      </div>
    </form>
  );
}
