import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { Member, MemberRemoved } from "../../api/contract.ts";
import { sessionsQuery, useRemoveMember } from "../../api/people.ts";
import { tokensQuery } from "../../api/queries.ts";
import { Done } from "../../grants/done.tsx";
import { page } from "../../paths.ts";
import { counted } from "../../scopes/pick.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { Tag } from "../../ui/notice.tsx";
import css from "./members.module.css";

type Props = { member: Member | undefined; onClose: () => void };
type Gone = MemberRemoved & { name: string };

/** Stays when the member has left the list, to say what ended with them. */
export function RemoveDialog({ member, onClose }: Props) {
  const [done, setDone] = useState<Gone | null>(null);
  const close = () => {
    setDone(null);
    onClose();
  };
  return (
    <Modal
      opened={member !== undefined || done !== null}
      onClose={close}
      title={done ? `${done.name} removed` : member && `Remove ${member.name}?`}
      size={520}
    >
      {done ? (
        <Result done={done} onClose={close} />
      ) : (
        member && <Ask member={member} onClose={close} onDone={setDone} />
      )}
    </Modal>
  );
}

type AskProps = { member: Member; onClose: () => void; onDone: (done: Gone) => void };

function Ask({ member, onClose, onDone }: AskProps) {
  const { id, name, personal_connectors: own } = member;
  const w = useWorkspace().id;
  const sessions = useQuery(sessionsQuery(w, id)).data?.sessions.length;
  const tokens = useQuery({ ...tokensQuery(w), enabled: useMay("tokens.manage") }).data?.tokens;
  const live = tokens?.filter((token) => token.subject.id === id && !token.revoked_at).length;
  const remove = useRemoveMember();
  const go = () =>
    remove.mutate(id, {
      onSuccess: (gone) => {
        announce(`${name} removed`);
        onDone({ ...gone, name });
      },
    });
  return (
    <div className={css.form}>
      <ul className={css.list}>
        <li>{sessions ? `${counted(sessions, "session")}: they are` : "They are"} signed out everywhere.</li>
        <li>
          {own === 0
            ? "They have no connector of their own."
            : `${counted(own, "connector")} of their own: the access ends here at once, and the providers are told.`}
        </li>
        {live !== 0 && (
          <li>
            {live === undefined ? "API tokens" : counted(live, "API token")} in their name{" "}
            {live === 1 ? "stops" : "stop"} working.
          </li>
        )}
        <li>Invitations that they sent and nobody accepted are revoked.</li>
        <li>
          Shared connectors that they authorized go on, and still act as the account they signed in with.
        </li>
      </ul>
      {remove.error && <ErrorPanel title={`Failed to remove ${name}`} error={remove.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          Keep {name}
        </Button>
        <Button color="danger" onClick={go} loading={remove.isPending}>
          Remove {name}
        </Button>
      </div>
    </div>
  );
}

function Result({ done, onClose }: { done: Gone; onClose: () => void }) {
  const { sessions, tokens, invitations, grants, run } = done;
  const parts: [number, string][] = [
    [sessions, "session"],
    [tokens, "API token"],
    [invitations, "invitation"],
    [grants, "grant"],
  ];
  const ended = parts.filter(([count]) => count > 0).map(([count, word]) => counted(count, word));
  return (
    <div className={css.form}>
      <p>
        <Tag tone="valid">Removed here</Tag>{" "}
        {ended.length > 0 ? `Ended: ${ended.join(", ")}.` : "There was nothing of theirs to end."}
      </p>
      {run && (
        <p>
          The providers are being told: <Link to={page.revocation(run)}>see how far that is</Link>.
        </p>
      )}
      <div className={css.buttons}>
        <Done onClose={onClose} />
      </div>
    </div>
  );
}
