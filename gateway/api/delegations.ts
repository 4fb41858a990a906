import { GatewayError } from "../errors.ts";
import { mayAct } from "../identity/index.ts";
import * as contract from "./contract/index.ts";
import { operation } from "./operation.ts";
import { issue, recordRevoked, tokenView } from "./tokens.ts";

/** Agents that an admin allowed to act for me, and the tokens by which they do: everybody's own, whatever the role. */
export const listDelegations = operation(contract.listDelegations, async ({ deps, who }) => {
  const { agents, tokens } = deps.identity;
  const me = requirePerson(who.userId);
  await tokens.flushLastUsed();
  const all = await agents.list(who);
  return {
    agents: all
      .filter(({ delegation }) => mayAct(delegation, me))
      .map(({ id, name, manifest }) => ({ id, name, manifest: manifest ?? null })),
    tokens: (await tokens.list(who, { actsFor: me })).map(tokenView),
  };
});

export const delegate = operation(contract.delegate, async ({ deps, who, body, requestId }) => {
  return issue({ deps, who, requestId }, { ...body, user: requirePerson(who.userId) });
});

export const endDelegation = operation(contract.endDelegation, async ({ deps, who, params, requestId }) => {
  const actsFor = requirePerson(who.userId);
  const token = await deps.identity.tokens.revoke(who, params.id, { actsFor });
  await recordRevoked({ deps, who, requestId }, token);
  return tokenView(token);
});

function requirePerson(userId: string | undefined): string {
  if (userId === undefined) throw new GatewayError("forbidden");
  return userId;
}
