import { Button, Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "react-router";
import type { Member } from "../../api/contract.ts";
import { sessionsQuery, useEndMemberSessions } from "../../api/people.ts";
import { page } from "../../paths.ts";
import { SessionList } from "../../people/session-list.tsx";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { announce } from "../../ui/live.tsx";
import { Bones } from "../../ui/loading.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { Time } from "../../ui/time.tsx";
import { memberWords as words } from "../../words/members.ts";
import { roleNames } from "../../words/roles.ts";
import { BelongingsList, useBelongings } from "./belongings.tsx";
import css from "./members.module.css";
import { abilities } from "./roles.ts";

/** `/settings/members/:id`. */
export function MemberDrawer({ members }: { members: readonly Member[] }) {
  const { id } = useParams();
  const navigate = useNavigate();
  const manages = useMay("members.manage");
  const revokes = useMay("connectors.manage");
  const audits = useMay("audit.read");
  const member = members.find((each) => each.id === id);
  return (
    <Drawer
      opened={id !== undefined}
      onClose={() => navigate(page.members())}
      position="right"
      size={560}
      title={member?.name ?? words.member}
    >
      {member ? (
        <div className={css.details}>
          <Facts>
            <Fact name={words.address}>{member.email}</Fact>
            <Fact name={words.role}>
              {roleNames[member.role]}. {abilities[member.role]}
            </Fact>
            <Fact name={words.joined}>
              <Time at={member.joined_at} />
            </Fact>
            <Fact name={words.lastSeen}>
              {member.last_seen_at ? <Time at={member.last_seen_at} /> : words.notInLast90Days}
            </Fact>
            <Fact name={words.ownConnectors}>{member.personal_connectors}</Fact>
            <Fact name={words.id}>
              <MonoId value={member.id} what={words.memberId} />
            </Fact>
          </Facts>
          {revokes && <Owned member={member} />}
          {manages && member.manageable && <Sessions member={member} />}
          {audits && (
            <p>
              <Link to={page.audit({ actor: member.id })}>{words.trail}</Link>
            </p>
          )}
        </div>
      ) : (
        <p>{words.noSuchMemberInThisWorkspace}</p>
      )}
    </Drawer>
  );
}

function Owned({ member }: { member: Member }) {
  const of = useBelongings(member.id);
  return (
    <section className={css.part}>
      <h3>{words.owns}</h3>
      <BelongingsList of={of} />
    </section>
  );
}

function Sessions({ member }: { member: Member }) {
  const { data, error, refetch, isFetching } = useQuery(sessionsQuery(useWorkspace().id, member.id));
  const end = useEndMemberSessions();
  const go = () => end.mutate(member.id, { onSuccess: ({ ended }) => announce(words.sessionsEnded(ended)) });
  return (
    <section className={css.part}>
      <h3>{words.sessions}</h3>
      {data && <SessionList sessions={data.sessions} />}
      {!data && !error && <Bones count={1} height={72} />}
      {!data && error && (
        <ErrorPanel title={words.failedToLoadSessions} error={error} onRetry={refetch} busy={isFetching} />
      )}
      {data && data.sessions.length > 0 && (
        <Button color="danger" onClick={go} loading={end.isPending}>
          {words.signOutEverywhere(member.name)}
        </Button>
      )}
      {end.error && <ErrorPanel title={words.failedToSignThemOut} error={end.error} />}
    </section>
  );
}
