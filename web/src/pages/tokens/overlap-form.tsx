import { Button, Radio } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { overlapForm as words } from "../../words/overlap.ts";
import css from "./tokens.module.css";

const overlaps = ["0", "1", "24"] as const;
export type Overlap = 0 | 1 | 24;

type Props = {
  lead: string;
  act: string;
  failed: string;
  busy: boolean;
  error: Error | null;
  onRotate: (hours: Overlap) => void;
  onClose: () => void;
};

/** For how long what is replaced still works. */
export function OverlapForm({ lead, act, failed, busy, error, onRotate, onClose }: Props) {
  const [overlap, setOverlap] = useState<(typeof overlaps)[number]>("24");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onRotate(({ "0": 0, "1": 1, "24": 24 } as const)[overlap]);
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <p>{lead}</p>
      <Radio.Group
        label={words.overlap}
        value={overlap}
        onChange={(value) => setOverlap(overlaps.find((each) => each === value) ?? "24")}
      >
        <div className={css.radios}>
          {overlaps.map((value) => (
            <Radio key={value} value={value} label={words.overlaps[value]} />
          ))}
        </div>
      </Radio.Group>
      {error && <ErrorPanel title={failed} error={error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {words.cancel}
        </Button>
        <Button type="submit" loading={busy}>
          {act}
        </Button>
      </div>
    </form>
  );
}
