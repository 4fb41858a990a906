import { NativeSelect, TextInput } from "@mantine/core";
import type { AgentInfo } from "../../api/contract.ts";
import { subjectFields as words } from "../../words/tokens.ts";
import type { Draft } from "./wish.ts";

type Props = {
  agents: readonly AgentInfo[];
  draft: Draft;
  fault: string | undefined;
  set: (change: Partial<Draft>) => void;
};

/** Who calls with the token: an agent there is, a new one, or the person. */
export function SubjectFields({ agents, draft, fault, set }: Props) {
  return (
    <>
      <NativeSelect
        label={words.for}
        description={words.callsAreRecordedUnderThisName}
        value={draft.subject}
        onChange={(event) => set({ subject: event.currentTarget.value, forMe: false })}
      >
        {agents.map((agent) => (
          <option key={agent.id} value={agent.id}>
            {words.agent(agent.name)}
          </option>
        ))}
        <option value="new">{words.newAgent}</option>
        <option value="me">{words.myself}</option>
      </NativeSelect>
      {draft.subject === "new" && (
        <TextInput
          label={words.agentName}
          required
          maxLength={80}
          value={draft.agentName}
          error={fault}
          onChange={(event) => set({ agentName: event.currentTarget.value })}
        />
      )}
    </>
  );
}
