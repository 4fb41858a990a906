import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { newTrustedIssuer } from "../../../../gateway/api/contract/trusted-issuers.ts";
import { useTrust } from "../../api/clients.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { Notice } from "../../ui/notice.tsx";
import css from "./clients.module.css";

type Props = { opened: boolean; onClose: () => void };

export function TrustDialog({ opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Trust an issuer" size={560}>
      {opened && <Form onClose={onClose} />}
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const [issuer, setIssuer] = useState("");
  const [keys, setKeys] = useState("");
  const [clients, setClients] = useState("");
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const trust = useTrust();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wish = newTrustedIssuer.safeParse({
      issuer: issuer.trim(),
      ...(keys.trim() && { jwks_uri: keys.trim() }),
      client_ids: clients.split(/\s+/).filter(Boolean),
    });
    setWrong(new Set(wish.error?.issues.map(({ path }) => String(path[0]))));
    if (!wish.success) return;
    trust.mutate(wish.data, {
      onSuccess: (made) => {
        announce(`${made.issuer} is trusted`);
        onClose();
      },
    });
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <Notice tone="attention">
        It can let an app in as any person whom you manage here. Trust only your own company’s identity
        provider.
      </Notice>
      <TextInput
        label="Issuer"
        description="Exactly as in its tokens, for example https://login.acme.com."
        type="url"
        required
        data-autofocus
        value={issuer}
        error={wrong.has("issuer") && "That is no address."}
        onChange={(event) => setIssuer(event.currentTarget.value)}
      />
      <TextInput
        label="Address of its keys (JWKS)"
        description="Left empty: what its metadata names."
        type="url"
        value={keys}
        error={wrong.has("jwks_uri") && "That is no address."}
        onChange={(event) => setKeys(event.currentTarget.value)}
      />
      <Textarea
        label="Apps it may speak for"
        description="Client ids, one a line. Left empty: any app that proves itself here."
        rows={3}
        spellCheck={false}
        value={clients}
        error={wrong.has("client_ids") && "At most 50 client ids."}
        onChange={(event) => setClients(event.currentTarget.value)}
      />
      {trust.error && <ErrorPanel title="Failed to trust the issuer" error={trust.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={trust.isPending}>
          Trust issuer
        </Button>
      </div>
    </form>
  );
}
