import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useAnswer } from "../../api/clients.ts";
import type { OAuthInteraction } from "../../api/contract.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { TimeLeft } from "../../ui/time-left.tsx";
import { useSettled } from "../../ui/use-settled.ts";
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
        announce(decision === "allow" ? "Allowed. Going back to the app." : "Denied. Going back to the app.");
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
          label="Workspace"
          description="The app reaches this one alone."
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
        <p>
          You have no workspace in which it could be allowed. Deny it, and ask an admin for an invitation.
        </p>
      )}
      {answer.error && <ErrorPanel title="The answer did not count" error={answer.error} />}
      <div className={css.buttons}>
        <Button
          onClick={() => send("allow")}
          loading={doing("allow")}
          disabled={!settled || !workspace || none || busy}
        >
          Allow
        </Button>
        <Button
          variant="default"
          onClick={() => send("deny")}
          loading={doing("deny")}
          disabled={!settled || busy}
        >
          Deny
        </Button>
        <span className={css.dim}>
          {none ? "Tick at least one server." : <TimeLeft until={expires_at} />}
        </span>
      </div>
      <p className={css.dim}>
        You can take this back at any time under Allowed apps. No app ever gets a password or a provider’s
        token from here.
      </p>
    </div>
  );
}
