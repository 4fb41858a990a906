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
import { TrustDialog } from "./trust-dialog.tsx";

const columns = ["Issuer", "Speaks for", "Added by", "Added", "Last used", "Actions"];

/** Identity providers of the company whose word lets an app in without the consent page. */
export function Issuers() {
  const { data, error, refetch, isFetching } = useQuery(issuersQuery(useWorkspace().id));
  const [adding, setAdding] = useState(false);
  const [asking, setAsking] = useState<TrustedIssuer | null>(null);
  return (
    <Section
      title="Trusted issuers"
      lead="Identity providers of your company whose word lets apps in for people, without asking each of them (enterprise-managed authorization)."
      actions={
        <Button leftSection={<Plus />} variant="default" onClick={() => setAdding(true)}>
          Trust an issuer
        </Button>
      }
    >
      {error && (
        <ErrorPanel
          title="Failed to load trusted issuers"
          error={error}
          onRetry={refetch}
          busy={isFetching}
        />
      )}
      {!data && !error && <Bones count={1} height={80} />}
      {data?.issuers.length === 0 && <p>None: every app asks each person.</p>}
      {data && data.issuers.length > 0 && (
        <Table label="Trusted issuers" columns={columns} narrow="cards">
          {data.issuers.map((issuer) => (
            <tr key={issuer.id}>
              <Cell long>{issuer.issuer}</Cell>
              <Cell of="Speaks for" long>
                {issuer.client_ids.length === 0
                  ? "Any app that proves itself here"
                  : issuer.client_ids.join(", ")}
              </Cell>
              <Cell of="Added by" long>
                {issuer.created_by?.name ?? "Somebody who left"}
              </Cell>
              <Cell of="Added">
                <Time at={issuer.created_at} />
              </Cell>
              <Cell of="Last used">{issuer.last_used_at ? <Time at={issuer.last_used_at} /> : "Never"}</Cell>
              <Cell corner>
                <Button
                  variant="default"
                  size="compact-sm"
                  onClick={() => setAsking(issuer)}
                  aria-label={`Remove ${issuer.issuer}`}
                >
                  Remove
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
        announce(`${issuer.issuer} is no longer trusted`);
        close();
      },
    });
  return (
    <ConfirmDialog
      opened={issuer !== null}
      title={`Stop trusting ${issuer?.issuer}?`}
      keep="Keep it"
      act="Stop trusting it"
      busy={remove.isPending}
      error={remove.error}
      onAct={go}
      onClose={close}
    >
      <p>
        Every app that it has let in is refused from now on, for everybody. What people allowed themselves
        stays.
      </p>
    </ConfirmDialog>
  );
}
