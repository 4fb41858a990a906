import { Button } from "@mantine/core";
import { useState } from "react";
import type { AgentDetail } from "../../../api/contract.ts";
import { Guard } from "../../../ui/guard.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { Time } from "../../../ui/time.tsx";
import css from "../agents.module.css";
import { Editor } from "./editor.tsx";
import { ReviewDialog } from "./review-dialog.tsx";
import { type Draft, useDraft } from "./use-draft.ts";
import { Versions } from "./versions.tsx";

/** What the agent may use: edited as a form or as JSON, and saved only after its difference was seen. */
export function ManifestTab({ detail }: { detail: AgentDetail }) {
  const { agent } = detail;
  const draft = useDraft(agent);
  const [reviewing, setReviewing] = useState(false);
  return (
    <div className={css.part}>
      <Guard when={draft.dirty} what={`the manifest of ${agent.name}`} />
      {draft.overtaken && <Overtaken detail={detail} draft={draft} />}
      {draft.draft === null ? (
        <Without draft={draft} onReview={() => setReviewing(true)} />
      ) : (
        <Editor agent={agent} draft={draft} manifest={draft.draft} onReview={() => setReviewing(true)} />
      )}
      <Versions agent={agent} versions={detail.versions} draft={draft} />
      <ReviewDialog agent={agent} draft={draft} opened={reviewing} onClose={() => setReviewing(false)} />
    </div>
  );
}

/** Two people edited at once: nothing is overwritten until one of them has looked. */
function Overtaken({ detail, draft }: { detail: AgentDetail; draft: Draft }) {
  const [latest] = detail.versions;
  return (
    <div role="alert" className={css.overtaken}>
      <Notice tone="attention">
        <div className={css.part}>
          <p>
            {latest?.changed_by.name ?? "Somebody else"} saved version {detail.agent.version}{" "}
            {latest && <Time at={latest.changed_at} />}, while you were editing. Your changes are still here
            and not saved.
          </p>
          <div className={css.actions}>
            <Button variant="default" onClick={draft.rebase}>
              Keep mine, compare with theirs
            </Button>
            <Button variant="default" onClick={() => draft.reset()}>
              Take theirs
            </Button>
          </div>
        </div>
      </Notice>
    </div>
  );
}

function Without({ draft, onReview }: { draft: Draft; onReview: () => void }) {
  return (
    <>
      <Notice tone="attention">
        {draft.dirty
          ? "The manifest would be taken away: the agent could use whatever its tokens may."
          : "This agent has no manifest: it may use whatever its tokens may."}
      </Notice>
      <div className={css.actions}>
        {draft.dirty ? (
          <>
            <Button color="danger" onClick={onReview}>
              Review and take it away
            </Button>
            <Button variant="default" onClick={() => draft.reset()}>
              Keep the manifest
            </Button>
          </>
        ) : (
          <Button onClick={() => draft.edit({ tools: [] })}>Write a manifest</Button>
        )}
      </div>
    </>
  );
}
