import { Button } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { RevokeAllDialog } from "../../grants/revoke-all-dialog.tsx";
import { page } from "../../paths.ts";
import { useMay, useSession } from "../../shell/session-context.ts";
import { Fact, Facts } from "../../ui/facts.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { Page } from "../../ui/page.tsx";
import { Section } from "../../ui/section.tsx";
import { roleNames } from "../../words/roles.ts";
import { workspacePage as words } from "../../words/workspace.ts";
import { DeleteWorkspace } from "./delete-workspace.tsx";
import { Leave } from "./leave.tsx";
import css from "./workspace.module.css";

/** What there is to know about the workspace, and its few ways to an end. */
export function WorkspacePage() {
  const { workspace, role } = useSession();
  const revokes = useMay("connectors.manage");
  const deletes = useMay("workspace.manage");
  return (
    <Page title={words.workspace} lead={words.everythingHereBelongsToOne}>
      <div className={css.facts}>
        <Facts>
          <Fact name={words.name}>{workspace.name}</Fact>
          <Fact name={words.slug}>
            <code>{workspace.slug}</code>
          </Fact>
          <Fact name={words.id}>
            <MonoId value={workspace.id} what={words.workspaceId} />
          </Fact>
          <Fact name={words.yourRole}>{roleNames[role]}</Fact>
        </Facts>
      </div>
      {revokes && <RevokeAll />}
      <Leave />
      {deletes && <DeleteWorkspace />}
    </Page>
  );
}

function RevokeAll() {
  const { workspace } = useSession();
  const [asking, setAsking] = useState(false);
  return (
    <Section title={words.revokeEverything} lead={words.forEmergency}>
      <div className={css.buttons}>
        <Button color="danger" onClick={() => setAsking(true)}>
          {words.revokeEverything}
        </Button>
        <Button component={Link} to={page.revocations} variant="default">
          {words.pastRuns}
        </Button>
      </div>
      <RevokeAllDialog
        target={
          asking
            ? { scope: "workspace", confirm: workspace.slug, title: `everything in ${workspace.name}` }
            : undefined
        }
        onClose={() => setAsking(false)}
      />
    </Section>
  );
}
