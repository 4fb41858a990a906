import type { Principal } from "../context.ts";

/** Whose a file is on its way: `user:usr_…`, `agent:agt_…`; an agent has what it gets for a person for them alone. */
export const subjectOf = ({ kind, id, userId }: Pick<Principal, "kind" | "id" | "userId">): string =>
  kind === "agent" && userId !== undefined ? `agent:${id}:${userId}` : `${kind}:${id}`;
