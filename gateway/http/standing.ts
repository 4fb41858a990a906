import type { Response } from "express";
import type { Principal } from "../context.ts";

/** As much of the database's notification channel as this needs; it waits for what handlers promise. */
interface ToldChannel {
  on(topic: string, handler: (change: { workspace: string; id: string }) => void | Promise<void>): unknown;
  onGap(handler: () => void): unknown;
}

/** Whether what made this principal would make it again: asks the database. */
export type Stands = (who: Principal) => Promise<boolean>;

/** Requests of callers that are under way. */
export interface Standing {
  /** Until the answer has left. */
  hold(who: Principal, res: Response): void;
}

/** What a principal rests on, by the name of the table in which that may end. */
const RESTS_ON: Readonly<Record<string, (who: Principal) => string | undefined>> = {
  api_tokens: (who) => who.credentialId,
  agents: (who) => who.agentId,
  members: (who) => who.userId,
  client_consents: (who) => who.credentialId,
  agent_clients: (who) => who.credentialId,
  /** The grant of a client that was told to go, or that brought something twice; its row names the consent. */
  oauth_records: (who) => who.credentialId,
};

/**
 * Whoever is no longer let in gets no answer to what they asked before either: when a token, an agent or a membership
 * ends, on whatever replica, the connections of its requests are cut. The change counts as settled only then.
 */
export function openStanding(channel: ToldChannel, stands: Stands): Standing {
  const held = new Map<Response, Principal>();

  const review = async (concerned: (who: Principal) => boolean): Promise<void> => {
    const byCredential = Map.groupBy(
      [...held].filter(([, who]) => concerned(who)),
      ([, who]) => `${who.workspaceId} ${who.credentialId}`,
    );
    for (const requests of byCredential.values()) {
      const [, who] = requests[0] as [Response, Principal];
      const isIn = await stands(who).catch(() => false); // nobody can vouch for it
      if (!isIn) for (const [res] of requests) res.destroy();
    }
  };
  for (const [topic, restsOn] of Object.entries(RESTS_ON)) {
    channel.on(topic, ({ workspace, id }) => {
      if (held.size === 0) return;
      const isHere = (who: Principal) => topic === "oauth_records" || who.workspaceId === workspace;
      return review((who) => isHere(who) && restsOn(who) === id);
    });
  }
  channel.onGap(() => void review(() => true)); // what was missed is unknown

  return {
    hold(who, res) {
      held.set(res, who);
      res.once("close", () => held.delete(res));
    },
  };
}
