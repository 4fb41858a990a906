import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { Member, MemberRemoved } from "../../api/contract.ts";
import { sessionsQuery, useRemoveMember } from "../../api/people.ts";
import { tokensQuery } from "../../api/queries.ts";
import { Done } from "../../grants/done.tsx";
import { page } from "../../paths.ts";
import { useMay, useSession, useWorkspace } from "../../shell/session-context.ts";
import { keep } from "../../ui/download.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { Tag } from "../../ui/notice.tsx";
import { memberWords as words } from "../../words/members.ts";
import { BelongingsList, useBelongings } from "./belongings.tsx";
import css from "./members.module.css";
import { offboardingReport } from "./offboarding.ts";

type Props = { member: Member | undefined; onClose: () => void };
type Gone = MemberRemoved & { name: string; report: string };

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
      title={done ? words.removed(done.name) : member && words.removeAsk(member.name)}
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
  const { id, name, email, role, personal_connectors: own } = member;
  const owned = useBelongings(id);
  const [revoked, setRevoked] = useState<ReadonlySet<string>>(new Set());
  const me = useSession().user.email;
  const w = useWorkspace().id;
  const sessions = useQuery(sessionsQuery(w, id)).data?.sessions.length;
  const tokens = useQuery({ ...tokensQuery(w), enabled: useMay("tokens.manage") }).data?.tokens;
  const live = tokens?.filter((token) => token.subject.id === id && !token.revoked_at).length;
  const remove = useRemoveMember();
  const go = () =>
    remove.mutate(id, {
      onSuccess: (gone) => {
        announce(words.removed(name));
        const by = { email: me, at: new Date().toISOString() };
        const { personal, shared } = owned;
        onDone({
          ...gone,
          name,
          report: offboardingReport({ name, email, role }, { personal, shared, revoked }, gone, by),
        });
      },
    });
  return (
    <div className={css.form}>
      <ul className={css.list}>
        <li>{words.signedOut(sessions)}</li>
        <li>{own === 0 ? words.theyHaveNoConnectorOfTheir : words.connectorsOfTheirOwn(own)}</li>
        {live !== 0 && <li>{words.tokensStop(live)}</li>}
        <li>{words.invitationsThatTheySent}</li>
        {owned.shared.length === 0 && <li>{words.sharedConnectorsThatThey}</li>}
      </ul>
      <BelongingsList of={owned} onRevoked={(one) => setRevoked((now) => new Set([...now, one]))} />
      {remove.error && <ErrorPanel title={words.failedToRemove(name)} error={remove.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {words.keep(name)}
        </Button>
        <Button color="danger" onClick={go} loading={remove.isPending}>
          {words.remove(name)}
        </Button>
      </div>
    </div>
  );
}

function Result({ done, onClose }: { done: Gone; onClose: () => void }) {
  const { sessions, tokens, invitations, grants, run, name, report } = done;
  const save = () => {
    keep(new Blob([report], { type: "text/csv" }), words.reportFile(name));
    announce(words.reportMade);
  };
  return (
    <div className={css.form}>
      <p>
        <Tag tone="valid">{words.removedHere}</Tag> {words.ended(sessions, tokens, invitations, grants)}
      </p>
      {run && <p>{words.providersAreBeingTold(<Link to={page.revocation(run)}>{words.seeHowFar}</Link>)}</p>}
      <div className={css.buttons}>
        <Button variant="default" onClick={save}>
          {words.report}
        </Button>
        <Done onClose={onClose} />
      </div>
    </div>
  );
}
