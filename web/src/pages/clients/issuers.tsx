import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { issuersQuery, useDistrust } from "../../api/clients.ts";
import type { TrustedIssuer } from "../../api/contract.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Plus } from "../../ui/icons.tsx";
import { announce } from "../../ui/live.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Section } from "../../ui/section.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { issuers as words } from "../../words/clients.ts";
import { TrustDialog } from "./trust-dialog.tsx";

const columns = [words.issuer, words.speaks, words.addedBy, words.added, words.lastUsed, words.actions];

/** Identity providers of the company whose word lets an app in without the consent page. */
export function Issuers() {
  const { data, error, refetch, isFetching } = useQuery(issuersQuery(useWorkspace().id));
  const [adding, setAdding] = useState(false);
  const [asking, setAsking] = useState<TrustedIssuer | null>(null);
  return (
    <Section
      title={words.trustedIssuers}
      lead={words.identityProvidersOfYourCompany}
      actions={
        <Button leftSection={<Plus />} variant="default" onClick={() => setAdding(true)}>
          {words.trustIssuer}
        </Button>
      }
    >
      {error && (
        <ErrorPanel
          title={words.failedToLoadTrustedIssuers}
          error={error}
          onRetry={refetch}
          busy={isFetching}
        />
      )}
      {!data && !error && <Bones count={1} height={80} />}
      {data?.issuers.length === 0 && <p>{words.noneEveryAppAsksEachPerson}</p>}
      {data && data.issuers.length > 0 && (
        <Table label={words.trustedIssuers} columns={columns} narrow="cards">
          {data.issuers.map((issuer) => (
            <tr key={issuer.id}>
              <Cell long>{issuer.issuer}</Cell>
              <Cell of={words.speaks} long>
                {issuer.client_ids.length === 0
                  ? words.anyAppThatProvesItselfHere
                  : issuer.client_ids.join(", ")}
              </Cell>
              <Cell of={words.addedBy} long>
                {issuer.created_by?.name ?? words.somebodyWhoLeft}
              </Cell>
              <Cell of={words.added}>
                <Time at={issuer.created_at} />
              </Cell>
              <Cell of={words.lastUsed}>
                {issuer.last_used_at ? <Time at={issuer.last_used_at} /> : words.never}
              </Cell>
              <Cell corner>
                <Button
                  variant="default"
                  size="compact-sm"
                  onClick={() => setAsking(issuer)}
                  aria-label={words.removeOf(issuer.issuer)}
                >
                  {words.remove}
                </Button>
              </Cell>
            </tr>
          ))}
        </Table>
      )}
      <TrustDialog opened={adding} onClose={() => setAdding(false)} />
      <Remove issuer={asking} onClose={() => setAsking(null)} />
    </Section>
  );
}

function Remove({ issuer, onClose }: { issuer: TrustedIssuer | null; onClose: () => void }) {
  const remove = useDistrust();
  const close = () => {
    remove.reset();
    onClose();
  };
  const go = () =>
    issuer &&
    remove.mutate(issuer.id, {
      onSuccess: () => {
        announce(words.isNoLongerTrusted(issuer.issuer));
        close();
      },
    });
  return (
    <ConfirmDialog
      opened={issuer !== null}
      title={words.stopTrustingAsk(issuer?.issuer)}
      keep={words.keepIt}
      act={words.stopTrustingIt}
      busy={remove.isPending}
      error={remove.error}
      onAct={go}
      onClose={close}
    >
      <p>{words.everyAppThatItHasLet}</p>
    </ConfirmDialog>
  );
}
