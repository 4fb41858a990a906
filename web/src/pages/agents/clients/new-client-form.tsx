import { Button, Checkbox, Radio, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useCreateAgentClient } from "../../../api/agents.ts";
import type { AgentInfo } from "../../../api/contract.ts";
import { ErrorPanel } from "../../../ui/error-panel.tsx";
import { useFocus } from "../../../ui/use-focus.ts";
import { newClientForm as words } from "../../../words/agent-clients.ts";
import css from "../agents.module.css";
import { blank, type ClientDraft, type Faults, wishOf } from "./client-draft.ts";
import type { Created } from "./new-client-dialog.tsx";

type Props = { agent: AgentInfo; onClose: () => void; onCreated: (created: Created) => void };

export function NewClientForm({ agent, onClose, onCreated }: Props) {
  const [draft, setDraft] = useState<ClientDraft>(blank);
  const [faults, setFaults] = useState<Faults>({});
  const create = useCreateAgentClient(agent.id);
  const first = useFocus<HTMLInputElement>();
  const set = (change: Partial<ClientDraft>) => setDraft((now) => ({ ...now, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { wish, faults: wrong } = wishOf(draft);
    setFaults(wrong);
    if (wish) create.mutate(wish, { onSuccess: onCreated });
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <TextInput
        label={words.name}
        description={words.whereItRuns}
        required
        maxLength={80}
        data-autofocus
        ref={first}
        value={draft.name}
        error={faults.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Proof draft={draft} faults={faults} set={set} />
      {agent.delegation !== "none" && (
        <Textarea
          label={words.redirectAddresses}
          description={words.onlyIfPeopleLetItAct}
          rows={2}
          spellCheck={false}
          value={draft.redirects}
          onChange={(event) => set({ redirects: event.currentTarget.value })}
        />
      )}
      <Checkbox
        label={words.readOnly}
        description={words.refusesEveryToolThatWrites}
        checked={draft.readOnly}
        onChange={(event) => set({ readOnly: event.currentTarget.checked })}
      />
      {create.error && <ErrorPanel title={words.failedToCreateClient} error={create.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={create.isPending}>
          {words.createClient}
        </Button>
      </div>
    </form>
  );
}

type ProofProps = { draft: ClientDraft; faults: Faults; set: (change: Partial<ClientDraft>) => void };

/** A secret of ours, or a key pair whose private half never leaves the agent. */
function Proof({ draft, faults, set }: ProofProps) {
  return (
    <>
      <Radio.Group
        label={words.itProvesItself}
        value={draft.auth}
        onChange={(auth) => (auth === "secret" || auth === "uri" || auth === "keys") && set({ auth })}
      >
        <div className={css.radios}>
          <Radio value="secret" label={words.secret} description={words.madeHereAndShownOnce} />
          <Radio value="uri" label={words.signatureKeysAtAddress} description={words.keysMayChangeThere} />
          <Radio value="keys" label={words.signatureKeysEnteredHere} description={words.publicKeysOnly} />
        </div>
      </Radio.Group>
      {draft.auth === "uri" && (
        <TextInput
          label={words.addressOfItsKeysJwks}
          required
          type="url"
          value={draft.uri}
          error={faults.uri}
          onChange={(event) => set({ uri: event.currentTarget.value })}
        />
      )}
      {draft.auth === "keys" && (
        <Textarea
          label={words.publicKeysJwks}
          required
          rows={6}
          spellCheck={false}
          classNames={{ input: css.json ?? "" }}
          placeholder={words.keys}
          value={draft.keys}
          error={faults.keys}
          onChange={(event) => set({ keys: event.currentTarget.value })}
        />
      )}
    </>
  );
}
