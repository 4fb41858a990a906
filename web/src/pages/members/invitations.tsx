import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { z } from "zod";
import type { createdInvitation, Invitation } from "../../api/contract.ts";
import { invitationsQuery, useInvite, useRevokeInvitation } from "../../api/people.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { FailureDialog } from "../../ui/failure-dialog.tsx";
import { announce } from "../../ui/live.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Tag, type Tone } from "../../ui/notice.tsx";
import { OnceDialog } from "../../ui/once.tsx";
import { Section } from "../../ui/section.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { memberWords as words } from "../../words/members.ts";
import { roleNames } from "../../words/roles.ts";

type Created = z.infer<typeof createdInvitation>;

const columns = [
  words.address,
  words.role,
  words.state,
  words.invited,
  words.made,
  words.ends,
  words.actions,
];
const tones: Record<Invitation["state"], Tone> = {
  pending: "pending",
  accepted: "valid",
  revoked: "unknown",
  expired: "unknown",
};

export function Invitations() {
  const { data, error, refetch, isFetching } = useQuery(invitationsQuery(useWorkspace().id));
  const [asking, setAsking] = useState<Invitation | null>(null);
  const [renewed, setRenewed] = useState<Created | null>(null);
  return (
    <Section title={words.invitations} lead={words.eachIsLinkThatWorksOnce}>
      {error && (
        <ErrorPanel title={words.failedToLoadInvitations} error={error} onRetry={refetch} busy={isFetching} />
      )}
      {!data && !error && <Bones count={1} height={80} />}
      {data?.invitations.length === 0 && <p>{words.nobodyHasBeenInvitedYet}</p>}
      {data && data.invitations.length > 0 && (
        <Table label={words.invitations} columns={columns} narrow="cards">
          {data.invitations.map((invitation) => (
            <Row
              key={invitation.id}
              invitation={invitation}
              onRevoke={() => setAsking(invitation)}
              onRenewed={setRenewed}
            />
          ))}
        </Table>
      )}
      <Revoke invitation={asking} onClose={() => setAsking(null)} />
      <Renewed created={renewed} onClose={() => setRenewed(null)} />
    </Section>
  );
}

type RowProps = {
  invitation: Invitation;
  onRevoke: () => void;
  onRenewed: (created: Created) => void;
};

function Row({ invitation, onRevoke, onRenewed }: RowProps) {
  const { email, role, state, invited_by, created_at, expires_at } = invitation;
  const open = state === "pending";
  return (
    <tr data-faded={!open || undefined}>
      <Cell long>{email}</Cell>
      <Cell of={words.role}>{roleNames[role]}</Cell>
      <Cell of={words.state}>
        <Tag tone={tones[state]}>{words.states[state]}</Tag>
      </Cell>
      <Cell of={words.invited} long>
        {invited_by?.name ?? words.somebodyWhoLeft}
      </Cell>
      <Cell of={words.made}>
        <Time at={created_at} />
      </Cell>
      <Cell of={words.ends}>{open ? <Time at={expires_at} /> : words.over}</Cell>
      <Cell corner>
        <Renew invitation={invitation} onRenewed={onRenewed} />
        {open && (
          <Button
            variant="default"
            size="compact-sm"
            onClick={onRevoke}
            aria-label={words.revokeInvitation(email)}
          >
            {words.revokeShort}
          </Button>
        )}
      </Cell>
    </tr>
  );
}

/** Also of one that is over: the same person may be asked again. */
function Renew({ invitation, onRenewed }: Pick<RowProps, "invitation" | "onRenewed">) {
  const { email, role, state } = invitation;
  const invite = useInvite();
  if (state === "accepted" || state === "revoked") return null;
  const go = () =>
    invite.mutate(
      { email, role },
      {
        onSuccess: (created) => {
          announce(words.newLinkMade(email));
          onRenewed(created);
        },
      },
    );
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        onClick={go}
        loading={invite.isPending}
        aria-label={words.newLinkOf(email)}
      >
        {words.newLink}
      </Button>{" "}
      <FailureDialog title={words.newLinkFailed(email)} error={invite.error} onClose={() => invite.reset()} />
    </>
  );
}

function Renewed({ created, onClose }: { created: Created | null; onClose: () => void }) {
  return (
    <OnceDialog
      opened={created !== null}
      title={words.newLinkTitle(created?.invitation.email ?? "")}
      value={created?.url ?? ""}
      what={words.invitationLink}
      onClose={onClose}
    >
      <p>{words.newLinkLead}</p>
    </OnceDialog>
  );
}

function Revoke({ invitation, onClose }: { invitation: Invitation | null; onClose: () => void }) {
  const revoke = useRevokeInvitation();
  const close = () => {
    revoke.reset();
    onClose();
  };
  const go = () =>
    invitation &&
    revoke.mutate(invitation.id, {
      onSuccess: () => {
        announce(words.invitationOfRevoked(invitation.email));
        close();
      },
    });
  return (
    <ConfirmDialog
      opened={invitation !== null}
      title={words.revokeInvitationOf(invitation?.email)}
      keep={words.keepIt}
      act={words.revokeInvitationShort}
      busy={revoke.isPending}
      error={revoke.error}
      onAct={go}
      onClose={close}
    >
      <p>{words.itsLinkStopsWorking}</p>
    </ConfirmDialog>
  );
}
