import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { newTrustedIssuer } from "../../../../gateway/api/contract/trusted-issuers.ts";
import { useTrust } from "../../api/clients.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { Notice } from "../../ui/notice.tsx";
import { trustDialog as words } from "../../words/clients.ts";
import css from "./clients.module.css";

type Props = { opened: boolean; onClose: () => void };

export function TrustDialog({ opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={words.trustIssuer} size={560}>
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
        announce(words.isTrusted(made.issuer));
        onClose();
      },
    });
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <Notice tone="attention">{words.itCanLetApp}</Notice>
      <TextInput
        label={words.issuer}
        description={words.exactlyAsInItsTokens}
        type="url"
        required
        data-autofocus
        value={issuer}
        error={wrong.has("issuer") && words.noAddress}
        onChange={(event) => setIssuer(event.currentTarget.value)}
      />
      <TextInput
        label={words.addressOfItsKeysJwks}
        description={words.leftEmpty}
        type="url"
        value={keys}
        error={wrong.has("jwks_uri") && words.noAddress}
        onChange={(event) => setKeys(event.currentTarget.value)}
      />
      <Textarea
        label={words.appsItMaySpeak}
        description={words.clientIds}
        rows={3}
        spellCheck={false}
        value={clients}
        error={wrong.has("client_ids") && words.atMost50ClientIds}
        onChange={(event) => setClients(event.currentTarget.value)}
      />
      {trust.error && <ErrorPanel title={words.failedToTrustIssuer} error={trust.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={trust.isPending}>
          {words.trust}
        </Button>
      </div>
    </form>
  );
}
