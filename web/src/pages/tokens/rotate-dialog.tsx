import { Button, Radio } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { z } from "zod";
import type { ApiToken, createdToken } from "../../api/contract.ts";
import { useRotateToken } from "../../api/tokens.ts";
import { useSession } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { ShownOnceDialog } from "../../ui/shown-once.tsx";
import { tokens as words } from "../../words/tokens.ts";
import { Connecting } from "./connecting.tsx";
import css from "./tokens.module.css";

type Made = z.infer<typeof createdToken>;
type Props = { token: ApiToken | null; onClose: () => void };
const overlaps = ["0", "1", "24"] as const;

/** A new token in the place of another, which goes on for as long as it takes to bring it everywhere. */
export function RotateDialog({ token, onClose }: Props) {
  const { public_url } = useSession();
  return (
    <ShownOnceDialog<Made>
      opened={token !== null}
      onClose={onClose}
      title={(made) => (made ? words.rotated(made.token.name) : words.rotateTitle(token?.name ?? ""))}
      form={(onMade) => token && <Form token={token} onMade={onMade} onClose={onClose} />}
      secret={({ value }) => ({ value, what: words.what })}
      more={({ token: made, value }) => (
        <Connecting
          token={made}
          value={value}
          servers={
            made.servers.length === 0
              ? [{ id: "valetkey", url: `${public_url}/mcp` }]
              : made.servers.map((id) => ({ id, url: `${public_url}/mcp/${id}` }))
          }
        />
      )}
    />
  );
}

function Form({
  token,
  onMade,
  onClose,
}: {
  token: ApiToken;
  onMade: (made: Made) => void;
  onClose: () => void;
}) {
  const [overlap, setOverlap] = useState<(typeof overlaps)[number]>("24");
  const rotate = useRotateToken();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const hours = ({ "0": 0, "1": 1, "24": 24 } as const)[overlap];
    rotate.mutate({ id: token.id, overlap_hours: hours }, { onSuccess: onMade });
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <p>{words.rotateLead}</p>
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
      {rotate.error && <ErrorPanel title={words.rotateFailed} error={rotate.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {words.cancel}
        </Button>
        <Button type="submit" loading={rotate.isPending}>
          {words.rotateAct}
        </Button>
      </div>
    </form>
  );
}
