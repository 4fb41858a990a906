import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { delegationsQuery, useEndDelegation } from "../../api/clients.ts";
import type { ApiToken } from "../../api/contract.ts";
import { counted } from "../../scopes/pick.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Section } from "../../ui/section.tsx";
import css from "./clients.module.css";
import { DelegateDialog } from "./delegate-dialog.tsx";
import { DelegationTable } from "./delegation-table.tsx";

/** Agents of the workspace that an admin lets act for this person, once the person says so. */
export function Delegations() {
  const { data, error, refetch, isFetching } = useQuery(delegationsQuery(useWorkspace().id));
  const [letting, setLetting] = useState<string | null>(null);
  const [asking, setAsking] = useState<ApiToken | null>(null);
  return (
    <Section
      title="Agents that act for you"
      lead="With a token that you make for one, it also reaches your own connections."
    >
      {error && (
        <ErrorPanel
          title="Failed to load agents that act for you"
          error={error}
          onRetry={refetch}
          busy={isFetching}
        />
      )}
      {!data && !error && <Bones count={1} height={80} />}
      {data?.agents.length === 0 && <p>No agent here may act for you. An admin allows it per agent.</p>}
      {data && data.agents.length > 0 && (
        <ul className={css.agents} aria-label="Agents that may act for you">
          {data.agents.map(({ id, name, manifest }) => (
            <li key={id}>
              <span>
                <strong>{name}</strong>{" "}
                <span className={css.dim}>
                  {manifest ? counted(manifest.tools.length, "tool") : "any tool that you may use"}
                </span>
              </span>
              <Button variant="default" size="compact-sm" onClick={() => setLetting(id)}>
                Let {name} act for me
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
        announce(`${token.name} ended`);
        close();
      },
    });
  return (
    <ConfirmDialog
      opened={token !== null}
      title={`End ${token?.name}?`}
      keep="Keep it"
      act="End it"
      busy={end.isPending}
      error={end.error}
      onAct={go}
      onClose={close}
    >
      <p>
        {token?.subject.name} no longer acts for you with this token. What it does for itself stays as it is.
      </p>
    </ConfirmDialog>
  );
}
