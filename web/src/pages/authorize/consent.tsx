import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useAnswer } from "../../api/clients.ts";
import type { OAuthInteraction } from "../../api/contract.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { TimeLeft } from "../../ui/time-left.tsx";
import { useSettled } from "../../ui/use-settled.ts";
import { consent as words } from "../../words/authorize.ts";
import { Access } from "./access.tsx";
import css from "./authorize.module.css";
import { beginning, type Choice, decisionOf } from "./choice.ts";
import { SignedInAs } from "./signed-in-as.tsx";
import { WhoAsks } from "./who-asks.tsx";

/** Who asks, for what, and the two answers. Nothing is preselected that gives more than was asked for. */
export function Consent({ interaction }: { interaction: OAuthInteraction }) {
  const { workspaces, client, expires_at, uid } = interaction;
  const current = workspaces.find((each) => each.current) ?? workspaces[0];
  const [choice, setChoice] = useState<Choice | undefined>(() => current && beginning(interaction, current));
  const answer = useAnswer(uid);
  const settled = useSettled();
  const workspace = workspaces.find(({ id }) => id === choice?.workspace);
  const send = (decision: "allow" | "deny") =>
    answer.mutate(decisionOf(decision, interaction, choice), {
      onSuccess: (to) => {
        announce(decision === "allow" ? words.allowedGoingBackToApp : words.deniedGoingBackToApp);
        window.location.assign(to);
      },
    });
  const busy = answer.isPending || answer.isSuccess;
  const none = choice?.servers.size === 0;
  const doing = (decision: string) => busy && answer.variables?.decision === decision;
  return (
    <div className={css.body}>
      <WhoAsks client={client} />
      <SignedInAs user={interaction.user} />
      {workspaces.length > 1 && (
        <NativeSelect
          label={words.workspace}
          description={words.appReachesThisOneAlone}
          value={choice?.workspace}
          onChange={({ currentTarget: { value } }) => {
            const next = workspaces.find(({ id }) => id === value);
            if (next) setChoice(beginning(interaction, next));
          }}
        >
          {workspaces.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </NativeSelect>
      )}
      {workspace && choice ? (
        <Access interaction={interaction} workspace={workspace} choice={choice} onChange={setChoice} />
      ) : (
        <p>{words.youHaveNoWorkspace}</p>
      )}
      {answer.error && <ErrorPanel title={words.answerDidNotCount} error={answer.error} />}
      <div className={css.buttons}>
        <Button
          onClick={() => send("allow")}
          loading={doing("allow")}
          disabled={!settled || !workspace || none || busy}
        >
          {words.allow}
        </Button>
        <Button
          variant="default"
          onClick={() => send("deny")}
          loading={doing("deny")}
          disabled={!settled || busy}
        >
          {words.deny}
        </Button>
        <span className={css.dim}>{none ? words.tickAtLeastOneServer : <TimeLeft until={expires_at} />}</span>
      </div>
      <p className={css.dim}>{words.youCanTakeThisBack}</p>
    </div>
  );
}
