import { Button, Checkbox } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { validateConnector } from "../../../../gateway/api/contract/connectors.ts";
import { send } from "../../api/client.ts";
import type { ListedConnector } from "../../api/contract.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { announce } from "../../ui/live.tsx";
import { Notice } from "../../ui/notice.tsx";
import { BulkProgress, useBulk } from "../../ui/use-bulk.tsx";
import { connectorWords as words } from "../../words/connectors.ts";
import list from "./list.module.css";
import type { Selection } from "./use-selection.ts";

const RevokeManyDialog = lazy(async () => ({
  default: (await import("./revoke-many.tsx")).RevokeManyDialog,
}));

type Props = { shown: readonly ListedConnector[]; selection: Selection; children: ReactNode };

/** What can be done to several connectors at once: those ticked, or all of the page. */
export function BulkBar({ shown, selection, children }: Props) {
  const [revoking, setRevoking] = useState<readonly ListedConnector[]>();
  const check = useCheckMany();
  const { items } = selection;
  const onPage = shown.filter(selection.has).length;
  const checkable = (items.length > 0 ? items : shown).filter(({ connected }) => connected);
  const revocable = items.filter(({ connected }) => connected);
  if (shown.length === 0 && items.length === 0) return null;
  return (
    <>
      <div className={list.many}>
        <Checkbox
          label={items.length > 0 ? words.selected(items.length) : words.selectAll}
          checked={shown.length > 0 && onPage === shown.length}
          indeterminate={onPage > 0 && onPage < shown.length}
          onChange={(event) => selection.set(shown, event.currentTarget.checked)}
        />
        <Button
          size="sm"
          variant="default"
          loading={check.bulk.running}
          disabled={checkable.length === 0}
          onClick={() => void check.run(checkable)}
        >
          {items.length > 0 ? words.checkNow : words.checkPage}
        </Button>
        {items.length > 0 && (
          <>
            <Button
              size="sm"
              color="danger"
              disabled={revocable.length === 0}
              onClick={() => setRevoking(revocable)}
            >
              {words.revokeMany}
            </Button>
            <Button size="sm" variant="subtle" onClick={selection.clear}>
              {words.clearSelection}
            </Button>
          </>
        )}
        {children}
      </div>
      {check.bulk.running && <BulkProgress label={words.checking} bulk={check.bulk} />}
      {check.found && !check.bulk.running && (
        <Notice tone={check.found.bad === 0 ? "valid" : "attention"} onDismiss={check.forget}>
          {words.checked(check.found.valid, check.found.bad)}
        </Notice>
      )}
      {revoking && (
        <Suspense fallback={null}>
          <RevokeManyDialog
            connectors={revoking}
            onClose={() => setRevoking(undefined)}
            onRevoked={selection.clear}
          />
        </Suspense>
      )}
    </>
  );
}

/** A real read call for each, a few at a time; one that fails does not stop the others. */
function useCheckMany() {
  const workspace = useWorkspace().id;
  const client = useQueryClient();
  const bulk = useBulk<ListedConnector>();
  const [found, setFound] = useState<{ valid: number; bad: number }>();
  const run = async (items: readonly ListedConnector[]) => {
    setFound(undefined);
    let valid = 0;
    await bulk.run(items, async ({ id }) => {
      const { connector } = await send(validateConnector, { params: { workspace, id } });
      if (connector.verdict.state === "valid") valid += 1;
    });
    const bad = items.length - valid;
    setFound({ valid, bad });
    announce(words.checked(valid, bad));
    for (const key of ["connectors", "connector", "integrations", "audit"])
      void client.invalidateQueries({ queryKey: [key] });
  };
  return { bulk, found, run, forget: () => setFound(undefined) };
}
