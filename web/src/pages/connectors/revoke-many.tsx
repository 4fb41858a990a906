import { Button, Modal, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { previewRevoke, revokeConnector } from "../../../../gateway/api/contract/connectors.ts";
import { send } from "../../api/client.ts";
import type { ListedConnector, Revoked, RevokePreview } from "../../api/contract.ts";
import { Done } from "../../grants/done.tsx";
import { useWorkspace } from "../../shell/session-context.ts";
import { runAll } from "../../ui/bulk.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Notice, Tag } from "../../ui/notice.tsx";
import { BulkProgress, useBulk } from "../../ui/use-bulk.tsx";
import { revokeWords as words } from "../../words/revoke.ts";
import css from "./connectors.module.css";

type Props = {
  connectors: readonly ListedConnector[] | undefined;
  onClose: () => void;
  onRevoked: () => void;
};

/** Several connectors, each revoked by itself: one that fails does not keep the others. */
export function RevokeManyDialog({ connectors, onClose, onRevoked }: Props) {
  const [done, setDone] = useState(0);
  const close = () => {
    if (done > 0) onRevoked();
    setDone(0);
    onClose();
  };
  const title = connectors && (done > 0 ? words.manyDone(done) : words.manyTitle(connectors.length));
  return (
    <Modal opened={connectors !== undefined} onClose={close} title={title} size={560}>
      {connectors && <Body connectors={connectors} onClose={close} onDone={setDone} />}
    </Modal>
  );
}

type Impact = { previews: RevokePreview[]; failed: number };

/** Who and what stops working, of all of them together; an agent that uses two is counted once. */
function sumOf({ previews }: Impact) {
  const agents = new Map(previews.flatMap((each) => each.agents.map(({ id, name }) => [id, name])));
  return {
    agents: [...agents.values()],
    people: Math.max(0, ...previews.map((each) => each.people)),
    calls: previews.reduce((sum, each) => sum + each.calls_7_days, 0),
    pending: previews.reduce((sum, each) => sum + each.pending_approvals, 0),
  };
}

type BodyProps = { connectors: readonly ListedConnector[]; onClose: () => void; onDone: (n: number) => void };

function Body({ connectors, onClose, onDone }: BodyProps) {
  const workspace = useWorkspace().id;
  const impact = useQuery({
    queryKey: ["revoke-preview", workspace, connectors.map(({ id }) => id)],
    queryFn: async ({ signal }): Promise<Impact> => {
      const previews: RevokePreview[] = [];
      const { failed } = await runAll(
        connectors,
        async ({ id }) => previews.push(await send(previewRevoke, { params: { workspace, id }, signal })),
        { signal },
      );
      return { previews, failed: failed.length };
    },
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  if (impact.data) return <Form {...{ connectors, onClose, onDone }} impact={impact.data} />;
  if (impact.error)
    return (
      <ErrorPanel
        title={words.manyLoading}
        error={impact.error}
        onRetry={impact.refetch}
        busy={impact.isFetching}
      />
    );
  return <Bones count={1} height={160} />;
}

function Form({ connectors, impact, onClose, onDone }: BodyProps & { impact: Impact }) {
  const workspace = useWorkspace().id;
  const client = useQueryClient();
  const bulk = useBulk<ListedConnector>();
  const [ended, setEnded] = useState<Revoked[]>();
  const [typed, setTyped] = useState("");
  const { agents, people, calls, pending } = sumOf(impact);
  const mustType = agents.length > 3 || people > 5;
  const word = words.manyType(connectors.length);
  const go = async () => {
    const results: Revoked[] = [];
    await bulk.run(connectors, async ({ id }) => {
      results.push(await send(revokeConnector, { params: { workspace, id }, body: {} }));
    });
    setEnded(results);
    onDone(results.length);
    for (const key of ["connectors", "connector", "integrations", "audit", "revoke-preview"])
      void client.invalidateQueries({ queryKey: [key] });
  };
  if (ended) return <Results ended={ended} bulk={bulk} onClose={onClose} />;
  return (
    <div className={css.details}>
      <p>{words.manyLoses(agents.length, people, calls)}</p>
      <ul className={css.list}>
        <li>{connectors.map(({ name }) => name).join(", ")}</li>
        {agents.length > 0 && <li>{words.agents(agents)}</li>}
        <li>{words.pending(pending)}</li>
        <li>{words.manyFinal}</li>
      </ul>
      {impact.failed > 0 && <Notice tone="attention">{words.manyPreviewFailed(impact.failed)}</Notice>}
      {mustType && (
        <TextInput
          label={words.manyConfirm(<code>{word}</code>)}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <BulkProgress label={words.manyProgress} bulk={bulk} />
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose} disabled={bulk.running} data-autofocus>
          {words.manyKeep}
        </Button>
        <Button
          color="danger"
          loading={bulk.running}
          disabled={mustType && typed.trim() !== word}
          onClick={() => void go()}
        >
          {words.manyAct(connectors.length)}
        </Button>
      </div>
    </div>
  );
}

type ResultsProps = {
  ended: readonly Revoked[];
  bulk: ReturnType<typeof useBulk<ListedConnector>>;
  onClose: () => void;
};

/** Two separate truths: what has ended here, and what each provider said. */
function Results({ ended, bulk, onClose }: ResultsProps) {
  const states = Map.groupBy(ended, (each) => each.upstream.state);
  return (
    <div className={css.details}>
      <ul className={css.plain}>
        <li>
          <Tag tone="valid">{words.removedHere(ended.length)}</Tag>
        </li>
        {[...states].map(([state, those]) => (
          <li key={state}>
            <Tag tone={state === "failed" ? "invalid" : state === "pending" ? "pending" : "valid"}>
              {words.atProvider(state, those.length)}
            </Tag>
          </li>
        ))}
      </ul>
      {bulk.state?.failed.map(({ item, error }) => (
        <ErrorPanel key={item.id} title={words.notRevoked(item.name)} error={error} />
      ))}
      <div className={css.buttons}>
        <Done onClose={onClose} />
      </div>
    </div>
  );
}
