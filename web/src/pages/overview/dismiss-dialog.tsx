import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { restoreAttention } from "../../../../gateway/api/contract/attention.ts";
import { send } from "../../api/client.ts";
import type { AttentionItem } from "../../api/contract.ts";
import { useDismiss } from "../../api/overview.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { offerUndo } from "../../ui/undo.ts";
import { overviewWords as words } from "../../words/overview.ts";
import { ui } from "../../words/ui.ts";
import css from "./overview.module.css";

const DAYS = [1, 7, 30, 90];

/** With a reason, which others read, and an end. */
export function DismissDialog({ item, onClose }: { item: AttentionItem | null; onClose: () => void }) {
  return (
    <Modal opened={item !== null} onClose={onClose} title={words.dismissTitle} size={520}>
      {item && <Form key={item.id} item={item} onClose={onClose} />}
    </Modal>
  );
}

function Form({ item, onClose }: { item: AttentionItem; onClose: () => void }) {
  const workspace = useWorkspace().id;
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const [days, setDays] = useState(7);
  const [missing, setMissing] = useState(false);
  const dismiss = useDismiss();
  const undo = async () => {
    await send(restoreAttention, { params: { workspace }, query: { id: item.id } });
    await client.invalidateQueries({ queryKey: ["attention"] });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = reason.trim();
    setMissing(given === "");
    if (given === "") return;
    dismiss.mutate(
      { id: item.id, reason: given, days },
      {
        onSuccess: () => {
          offerUndo({ done: words.dismissed, undone: words.restored, undo });
          onClose();
        },
      },
    );
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <p>
        <strong>{item.subject ? `${item.subject.label}: ${item.message}` : item.message}</strong>
      </p>
      <p>{words.dismissLead}</p>
      <TextInput
        label={words.reason}
        required
        data-autofocus
        maxLength={300}
        value={reason}
        error={missing && words.reasonMissing}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <NativeSelect
        label={words.until}
        value={String(days)}
        onChange={(event) => setDays(Number(event.currentTarget.value))}
      >
        {DAYS.map((each) => (
          <option key={each} value={each}>
            {words.days(each)}
          </option>
        ))}
      </NativeSelect>
      {dismiss.error && <ErrorPanel title={words.dismissFailed} error={dismiss.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {ui.cancel}
        </Button>
        <Button type="submit" loading={dismiss.isPending}>
          {words.dismiss}
        </Button>
      </div>
    </form>
  );
}
