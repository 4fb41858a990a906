import type { Principal } from "../../context.ts";
import { GatewayError } from "../../errors.ts";
import * as contract from "../contract/index.ts";
import { type ApiDeps, operation } from "../operation.ts";
import { attentionItems, type Told } from "./items.ts";

const MOST = 200;
const DAY_MS = 86_400_000;

async function attentionOf(deps: ApiDeps, who: Principal): Promise<contract.Attention> {
  const items = (await attentionItems(deps, who)).map(({ item }) => item);
  return {
    items: items.filter(({ dismissed }) => dismissed === null).slice(0, MOST),
    dismissed: items.filter(({ dismissed }) => dismissed !== null).slice(0, MOST),
  };
}

export const getAttention = operation(contract.getAttention, ({ deps, who }) => attentionOf(deps, who));

function targetOf({ subject }: Told["item"]) {
  const kind = (["connector", "agent", "app", "token", "provider"] as const).find(
    (one) => one === subject?.kind,
  );
  return kind && subject ? { kind, id: subject.id, label: subject.label } : undefined;
}

export const dismissAttention = operation(
  contract.dismissAttention,
  async ({ deps, who, body, requestId }) => {
    const found = (await attentionItems(deps, who)).find(({ item }) => item.id === body.id);
    if (!found) throw new GatewayError("not_found", { detail: "Nothing of the kind needs attention now." });
    const until = new Date(deps.clock() + body.days * DAY_MS);
    const { reason } = body;
    await deps.insights.dismiss(who, { id: body.id, fingerprint: found.fingerprint, reason, until });
    await deps.audit.append(who, {
      type: "attention.dismissed",
      outcome: "ok",
      target: targetOf(found.item),
      requestId,
      data: { matter: body.id, until: until.toISOString(), reason },
    });
    return attentionOf(deps, who);
  },
);

export const restoreAttention = operation(
  contract.restoreAttention,
  async ({ deps, who, query, requestId }) => {
    await deps.insights.restore(who, query.id);
    await deps.audit.append(who, {
      type: "attention.restored",
      outcome: "ok",
      requestId,
      data: { matter: query.id },
    });
    return attentionOf(deps, who);
  },
);
