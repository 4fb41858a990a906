import { Button } from "@mantine/core";
import { usePause } from "../../api/agents.ts";
import type { AgentInfo } from "../../api/contract.ts";
import { FailureDialog } from "../../ui/failure-dialog.tsx";
import { offerUndo } from "../../ui/undo.ts";
import { agents as words } from "../../words/agents.ts";

/** Stops the agent everywhere at once, or lets it go on; either can be undone. */
export function PauseButton({ agent: { id, name, paused_at } }: { agent: AgentInfo }) {
  const pause = usePause();
  const paused = paused_at !== null;
  const set = (wanted: boolean) => pause.mutateAsync({ agent: id, paused: wanted });
  const told = (isPaused: boolean) => (isPaused ? words.paused(name) : words.resumed(name));
  const go = () =>
    pause.mutate(
      { agent: id, paused: !paused },
      { onSuccess: () => offerUndo({ done: told(!paused), undone: told(paused), undo: () => set(paused) }) },
    );
  return (
    <>
      <Button variant="default" loading={pause.isPending} onClick={go}>
        {paused ? words.resume : words.pause}
      </Button>
      <FailureDialog
        title={paused ? words.resumeFailed(name) : words.pauseFailed(name)}
        error={pause.error}
        onClose={() => pause.reset()}
      />
    </>
  );
}
