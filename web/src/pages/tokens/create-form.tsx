import { Button, Checkbox, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { AgentInfo } from "../../api/contract.ts";
import { useCreateToken } from "../../api/tokens.ts";
import type { CatalogServer } from "../../scopes/pick.ts";
import { useSession } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { useFocus } from "../../ui/use-focus.ts";
import { createForm as words } from "../../words/tokens.ts";
import { BehalfField } from "./behalf-field.tsx";
import { ExpirySelect } from "./expiry-select.tsx";
import { ServerBoxes } from "./server-boxes.tsx";
import { SubjectFields } from "./subject-fields.tsx";
import type { Created } from "./token-dialog.tsx";
import css from "./tokens.module.css";
import { blank, type Draft, type Faults, faultsOf, wishOf } from "./wish.ts";

type Props = {
  agent: AgentInfo | undefined;
  agents: readonly AgentInfo[];
  servers: readonly CatalogServer[];
  onClose: () => void;
  onCreated: (created: Created) => void;
};

export function CreateForm({ agent, agents, servers, onClose, onCreated }: Props) {
  const { user, public_url } = useSession();
  const [draft, setDraft] = useState<Draft>({ ...blank, subject: (agent ?? agents[0])?.id ?? "new" });
  const [faults, setFaults] = useState<Faults>({});
  const create = useCreateToken();
  const first = useFocus<HTMLInputElement>();
  const set = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = faultsOf(draft);
    setFaults(wrong);
    if (Object.keys(wrong).length > 0) return;
    // All of them are served at one address.
    const all = [{ id: "valetkey", url: `${public_url}/mcp` }];
    const reached = draft.servers.size === 0 ? all : servers.filter(({ id }) => draft.servers.has(id));
    create.mutate(wishOf(draft, user.id), { onSuccess: (made) => onCreated({ ...made, servers: reached }) });
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <TextInput
        label={words.name}
        description={words.whereItIsUsed}
        required
        maxLength={80}
        data-autofocus
        ref={first}
        value={draft.name}
        error={faults.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      {!agent && <SubjectFields agents={agents} draft={draft} fault={faults.agentName} set={set} />}
      <BehalfField agent={agents.find(({ id }) => id === draft.subject)} draft={draft} set={set} />
      <ServerBoxes servers={servers} picked={draft.servers} onChange={(picked) => set({ servers: picked })} />
      <Checkbox
        label={words.readOnly}
        description={words.refusesEveryToolThatWrites}
        checked={draft.readOnly}
        onChange={(event) => set({ readOnly: event.currentTarget.checked })}
      />
      <ExpirySelect days={draft.days} onChange={(days) => set({ days })} />
      {create.error && <ErrorPanel title={words.failedToCreateToken} error={create.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={create.isPending}>
          {words.createToken}
        </Button>
      </div>
    </form>
  );
}
