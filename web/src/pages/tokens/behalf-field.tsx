import { Checkbox } from "@mantine/core";
import type { AgentInfo } from "../../api/contract.ts";
import { useSession } from "../../shell/session-context.ts";
import { behalfField as words } from "../../words/tokens.ts";
import type { Draft } from "./wish.ts";

type Props = { agent: AgentInfo | undefined; draft: Draft; set: (change: Partial<Draft>) => void };

/** Only for oneself, and only where an admin has allowed the agent to act for one. */
export function BehalfField({ agent, draft, set }: Props) {
  const { user } = useSession();
  const { delegation = "none" } = agent ?? {};
  const may = delegation === "members" || (typeof delegation !== "string" && delegation.includes(user.id));
  if (!may) return null;
  return (
    <Checkbox
      label={words.itActsForMe}
      description={words.itThenAlsoReachesYourOwn}
      checked={draft.forMe}
      onChange={(event) => set({ forMe: event.currentTarget.checked })}
    />
  );
}
