import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { delegationsQuery, useEndDelegation } from "../../api/clients.ts";
import type { ApiToken } from "../../api/contract.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Section } from "../../ui/section.tsx";
import { delegations as words } from "../../words/clients.ts";
import css from "./clients.module.css";
import { DelegateDialog } from "./delegate-dialog.tsx";
import { DelegationTable } from "./delegation-table.tsx";

/** Agents of the workspace that an admin lets act for this person, once the person says so. */
export function Delegations() {
  const { data, error, refetch, isFetching } = useQuery(delegationsQuery(useWorkspace().id));
  const [letting, setLetting] = useState<string | null>(null);
  const [asking, setAsking] = useState<ApiToken | null>(null);
  return (
    <Section title={words.agentsThatActForYou} lead={words.withTokenThatYouMake}>
      {error && (
        <ErrorPanel
          title={words.failedToLoadAgentsThatAct}
          error={error}
          onRetry={refetch}
          busy={isFetching}
        />
      )}
      {!data && !error && <Bones count={1} height={80} />}
      {data?.agents.length === 0 && <p>{words.noAgentHereMayAct}</p>}
      {data && data.agents.length > 0 && (
        <ul className={css.agents} aria-label={words.agentsThatMayActForYou}>
          {data.agents.map(({ id, name, manifest }) => (
            <li key={id}>
              <span>
                <strong>{name}</strong>{" "}
                <span className={css.dim}>
                  {manifest ? words.tools(manifest.tools.length) : words.anyToolThatYouMayUse}
                </span>
              </span>
              <Button variant="default" size="compact-sm" onClick={() => setLetting(id)}>
                {words.letActForMe(name)}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {data && data.tokens.length > 0 && <DelegationTable tokens={data.tokens} onEnd={setAsking} />}
      <DelegateDialog
        agent={data?.agents.find(({ id }) => id === letting)}
        onClose={() => setLetting(null)}
      />
      <End token={asking} onClose={() => setAsking(null)} />
    </Section>
  );
}

function End({ token, onClose }: { token: ApiToken | null; onClose: () => void }) {
  const end = useEndDelegation();
  const close = () => {
    end.reset();
    onClose();
  };
  const go = () =>
    token &&
    end.mutate(token.id, {
      onSuccess: () => {
        announce(words.ended(token.name));
        close();
      },
    });
  return (
    <ConfirmDialog
      opened={token !== null}
      title={words.endAsk(token?.name)}
      keep={words.keepIt}
      act={words.endIt}
      busy={end.isPending}
      error={end.error}
      onAct={go}
      onClose={close}
    >
      <p>{words.noLongerActsForYou(token?.subject.name)}</p>
    </ConfirmDialog>
  );
}
