import { Button, Modal, Radio } from "@mantine/core";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { App } from "../../../api/contract.ts";
import { useBeginRehearsal } from "../../../api/rehearsals.ts";
import { page } from "../../../paths.ts";
import { type CatalogProvider, draftTools, everyTool, readTools } from "../../../scopes/pick.ts";
import { ErrorPanel } from "../../../ui/error-panel.tsx";
import { rehearsalWords as words } from "../../../words/apps.ts";
import { scopeWords } from "../../../words/scopes.ts";
import css from "./rehearsal.module.css";

type Props = { app: App | undefined; provider: CatalogProvider | undefined; onClose: () => void };

export function BeginDialog({ app, provider, onClose }: Props) {
  return (
    <Modal opened={app !== undefined} onClose={onClose} title={app && words.beginTitle(app.name)} size={560}>
      {app && provider && <Form key={app.id} app={app} provider={provider} onClose={onClose} />}
    </Modal>
  );
}

type FormProps = { app: App; provider: CatalogProvider; onClose: () => void };

function Form({ app, provider, onClose }: FormProps) {
  const navigate = useNavigate();
  const begin = useBeginRehearsal(app.id);
  const presets = [
    { id: "read", label: scopeWords.readOnly, tools: readTools(provider) },
    { id: "draft", label: scopeWords.readAndDraft, tools: draftTools(provider) },
    { id: "all", label: scopeWords.everything, tools: everyTool(provider) },
  ].filter(({ tools }, at, all) => tools.length > 0 && tools.length !== all[at - 1]?.tools.length);
  const [preset, setPreset] = useState(presets[0]?.id ?? "");
  const go = () =>
    begin.mutate(
      { tools: presets.find(({ id }) => id === preset)?.tools },
      { onSuccess: ({ id }) => void navigate(page.rehearsal(id)) },
    );
  return (
    <div className={css.form}>
      <p>{words.beginLead}</p>
      <p>{words.spare}</p>
      <Radio.Group label={words.which} value={preset} onChange={setPreset}>
        <div className={css.radios}>
          {presets.map(({ id, label, tools }) => (
            <Radio key={id} value={id} label={`${label}: ${words.tools(tools.length)}`} />
          ))}
        </div>
      </Radio.Group>
      {begin.error && <ErrorPanel title={words.failedBegin} error={begin.error} />}
      <div className={css.end}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button onClick={go} loading={begin.isPending} data-autofocus>
          {words.begin}
        </Button>
      </div>
    </div>
  );
}
