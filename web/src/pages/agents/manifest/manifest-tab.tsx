import { Button } from "@mantine/core";
import { useState } from "react";
import type { AgentDetail } from "../../../api/contract.ts";
import { Guard } from "../../../ui/guard.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { Time } from "../../../ui/time.tsx";
import { manifestTab as words } from "../../../words/manifest.ts";
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
      <Guard when={draft.dirty} what={words.manifest(agent.name)} />
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
            {words.savedVersion(
              latest?.changed_by.name,
              detail.agent.version,
              latest && <Time at={latest.changed_at} />,
            )}
          </p>
          <div className={css.actions}>
            <Button variant="default" onClick={draft.rebase}>
              {words.keepMine}
            </Button>
            <Button variant="default" onClick={() => draft.reset()}>
              {words.takeTheirs}
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
        {draft.dirty ? words.manifestWouldBeTakenAway : words.thisAgentHasNoManifest}
      </Notice>
      <div className={css.actions}>
        {draft.dirty ? (
          <>
            <Button color="danger" onClick={onReview}>
              {words.reviewAndTakeItAway}
            </Button>
            <Button variant="default" onClick={() => draft.reset()}>
              {words.keepManifest}
            </Button>
          </>
        ) : (
          <Button onClick={() => draft.edit({ tools: [] })}>{words.writeManifest}</Button>
        )}
      </div>
    </>
  );
}
