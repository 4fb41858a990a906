import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { manifestCheckQuery, useChangeAgent } from "../../../api/agents.ts";
import type { AgentInfo } from "../../../api/contract.ts";
import { asApiError } from "../../../api/error.ts";
import { useWorkspace } from "../../../shell/session-context.ts";
import { ErrorPanel } from "../../../ui/error-panel.tsx";
import { announce } from "../../../ui/live.tsx";
import { Bones } from "../../../ui/loading.tsx";
import { reviewDialog as words } from "../../../words/manifest.ts";
import css from "../agents.module.css";
import { Diff } from "./diff.tsx";
import type { Draft } from "./use-draft.ts";

type Props = { agent: AgentInfo; draft: Draft; opened: boolean; onClose: () => void };

/** What changes for the agent, before it is saved. */
export function ReviewDialog({ agent, draft, opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={words.whatChanges(agent.name)} size={640}>
      {opened && <Body agent={agent} draft={draft} onClose={onClose} />}
    </Modal>
  );
}

function Body({ agent, draft, onClose }: Omit<Props, "opened">) {
  const w = useWorkspace().id;
  const { data, error, refetch, isFetching, isPlaceholderData } = useQuery({
    ...manifestCheckQuery(w, agent.id, draft.draft),
    staleTime: 0,
  });
  const change = useChangeAgent(agent.id);
  const save = () =>
    change.mutate(
      { manifest: draft.draft, if_version: draft.base.version },
      {
        onSuccess: (saved) => {
          draft.reset(saved);
          announce(words.manifestSavedAsVersion(saved.version));
          onClose();
        },
        // The page below says who was faster, once it has read it.
        onError: (failed) => asApiError(failed).code === "conflict" && onClose(),
      },
    );
  const diff = isPlaceholderData ? undefined : data?.diff;
  return (
    <div className={css.form}>
      {diff && <Diff diff={diff} />}
      {!diff && !error && <Bones count={2} height={64} />}
      {error && (
        <ErrorPanel
          title={words.changeCouldNotBeCompared}
          error={error}
          onRetry={refetch}
          busy={isFetching}
        />
      )}
      {change.error && <ErrorPanel title={words.failedToSaveManifest} error={change.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {words.goOnEditing}
        </Button>
        <Button
          onClick={save}
          loading={change.isPending}
          disabled={!diff || data?.ok !== true}
          color={draft.draft === null ? "danger" : "brand"}
        >
          {draft.draft === null ? words.takeManifestAway : words.saveManifest}
        </Button>
      </div>
    </div>
  );
}
