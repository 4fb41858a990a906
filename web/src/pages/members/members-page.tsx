import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { invitationsQuery, membersQuery } from "../../api/people.ts";
import { page } from "../../paths.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Plus } from "../../ui/icons.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { membersPage as words } from "../../words/members.ts";
import { Invitations } from "./invitations.tsx";
import { MemberDialogs } from "./member-dialogs.tsx";
import { MemberDrawer } from "./member-drawer.tsx";
import { MemberTable } from "./member-table.tsx";

export function MembersPage() {
  if (useMay("workspace.read")) return <Members />;
  return (
    <Forbidden title={words.members} doing={words.readingListOfMembers} who={words.ownerAdminOrAuditor} />
  );
}

function Members() {
  const w = useWorkspace().id;
  const { data, error, refetch, isFetching } = useQuery(membersQuery(w));
  const manages = useMay("members.manage");
  useQuery({ ...invitationsQuery(w), enabled: manages });
  const navigate = useNavigate();
  return (
    <Page
      title={words.members}
      lead={words.peopleInThisWorkspaceAndWhat}
      actions={
        manages && (
          <Button leftSection={<Plus />} onClick={() => navigate(page.members({ invite: "new" }))}>
            {words.invite}
          </Button>
        )
      }
    >
      {error && (
        <ErrorPanel title={words.failedToLoadMembers} error={error} onRetry={refetch} busy={isFetching} />
      )}
      {data && (
        <>
          <MemberTable members={data.members} />
          <MemberDrawer members={data.members} />
          <MemberDialogs members={data.members} />
        </>
      )}
      {!data && !error && <Bones count={1} height={240} />}
      {/* What a list of unknown length would push away comes with it. */}
      {manages && (data || error) && <Invitations />}
    </Page>
  );
}
