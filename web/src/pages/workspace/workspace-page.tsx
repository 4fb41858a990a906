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
import { DeleteWorkspace } from "./delete-workspace.tsx";
import { Leave } from "./leave.tsx";
import css from "./workspace.module.css";

/** What there is to know about the workspace, and its few ways to an end. */
export function WorkspacePage() {
  const { workspace, role } = useSession();
  const revokes = useMay("connectors.manage");
  const deletes = useMay("workspace.manage");
  return (
    <Page title="Workspace" lead="Everything here belongs to one workspace; no other can see it.">
      <div className={css.facts}>
        <Facts>
          <Fact name="Name">{workspace.name}</Fact>
          <Fact name="Slug">
            <code>{workspace.slug}</code>
          </Fact>
          <Fact name="Id">
            <MonoId value={workspace.id} what="workspace id" />
          </Fact>
          <Fact name="Your role">{role}</Fact>
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
    <Section
      title="Revoke everything"
      lead="For an emergency: ends every connection of this workspace here at once and at the providers. Connectors, agents and tokens stay and can be connected again."
    >
      <div className={css.buttons}>
        <Button color="danger" onClick={() => setAsking(true)}>
          Revoke everything
        </Button>
        <Button component={Link} to={page.revocations} variant="default">
          Past runs
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
