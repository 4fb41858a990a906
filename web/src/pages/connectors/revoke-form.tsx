import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useChangeConnector } from "../../api/connector-changes.ts";
import type { Connector, RevokePreview } from "../../api/contract.ts";
import { useEndGrant } from "../../api/grants.ts";
import { Done } from "../../grants/done.tsx";
import { Ended } from "../../grants/ended.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Pause } from "../../ui/icons.tsx";
import { announce } from "../../ui/live.tsx";
import { offerUndo } from "../../ui/undo.ts";
import { revokeWords as words } from "../../words/revoke.ts";
import css from "./connectors.module.css";
import { Impact } from "./impact.tsx";
import { type Others, OthersChoice } from "./others-choice.tsx";

type Props = { connector: Connector; preview: RevokePreview; onClose: () => void; onDone: () => void };

export function RevokeForm({ connector, preview, onClose, onDone }: Props) {
  const end = useEndGrant("revoke");
  const [typed, setTyped] = useState("");
  const [others, setOthers] = useState<Others>("keep");
  const siblings = preview.shares_account_with;
  /** As they were when it was asked for: the preview is read again as soon as they are gone. */
  const [asked, setAsked] = useState(siblings);
  const choose = preview.ends_together && siblings.length > 0;
  // A typed name is friction worth having only when many depend on it.
  const mustType = preview.agents.length > 3 || preview.people > 5;
  const revoke = () => {
    setAsked(siblings);
    end.mutate(
      { connector, others: choose ? others : "keep" },
      {
        onSuccess: () => {
          announce(words.revokedRemovedHere(connector.name));
          onDone();
        },
      },
    );
  };
  const also = asked.filter(({ id }) => end.data?.also_ended.includes(id)).map(({ slug }) => slug);
  if (end.data)
    return (
      <div className={css.details}>
        <Ended connector={connector} result={end.data} />
        {also.length > 0 && <p>{words.endedToo(also.join(", "))}</p>}
        <div className={css.buttons}>
          <Done onClose={onClose} />
        </div>
      </div>
    );
  return (
    <div className={css.details}>
      <Impact preview={preview} />
      {choose && <OthersChoice preview={preview} others={others} onChange={setOthers} />}
      <PauseInstead connector={connector} onClose={onClose} />
      {mustType && (
        <TextInput
          label={words.typeToConfirm(connector.name)}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {end.error && <ErrorPanel title={words.failedToRevoke(connector.name)} error={end.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {words.keep(connector.name)}
        </Button>
        <Button
          color="danger"
          onClick={revoke}
          loading={end.isPending}
          disabled={mustType && typed.trim() !== connector.name}
        >
          {words.revoke(connector.name)}
        </Button>
      </div>
    </div>
  );
}

/** What can be taken back, offered before what cannot. */
function PauseInstead({ connector, onClose }: Pick<Props, "connector" | "onClose">) {
  const toggle = useChangeConnector("any");
  if (connector.state !== "enabled") return null;
  const { name } = connector;
  const undo = () => toggle.mutateAsync({ connector, enabled: true });
  const pause = () =>
    toggle.mutate(
      { connector, enabled: false },
      {
        onSuccess: () => {
          offerUndo({ done: words.paused(name), undone: words.unpaused(name), undo });
          onClose();
        },
      },
    );
  return (
    <div className={css.pause}>
      <p className={css.dim}>{words.pauseWhy}</p>
      <Button variant="default" size="sm" leftSection={<Pause />} loading={toggle.isPending} onClick={pause}>
        {words.pause}
      </Button>
      {toggle.error && <ErrorPanel title={words.pauseFailed(name)} error={toggle.error} />}
    </div>
  );
}
