import { randomBytes } from "node:crypto";
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import type { ClientSession } from "./session.ts";

/**
 * Questions to clients of the older protocol: they go out on the stream of the call that asks, and the answer comes as
 * a request of its own. They are held in this process, so only an endpoint that says it asks opens this; those of
 * providers ask by links, which need no memory.
 */
export interface Questions {
  /** From now on what this transport's server asks goes out with this request's answer, under an id of its own. */
  over(session: ClientSession, transport: Transport, requestId: string | number): void;
  /** A client's answer: to the question of its own session, or to none. */
  answer(session: ClientSession, message: JSONRPCMessage): void;
}

type Asking = { id: string | number; transport: Transport };

export function openQuestions(): Questions {
  const asked = new Map<string, Asking>();
  const keyOf = (session: ClientSession, id: unknown) => `${session.id} ${String(id)}`;
  return {
    over(session, transport, requestId) {
      const send = transport.send.bind(transport);
      const mine = new Set<string>();
      transport.send = async (message, options) => {
        if (!("method" in message) || !("id" in message)) return send(message, options);
        const id = randomBytes(12).toString("base64url");
        const key = keyOf(session, id);
        asked.set(key, { id: message.id, transport });
        mine.add(key);
        await send({ ...message, id }, { ...options, relatedRequestId: requestId });
      };
      const closed = transport.onclose;
      transport.onclose = () => {
        for (const key of mine) asked.delete(key);
        closed?.();
      };
    },
    answer(session, message) {
      if (!("id" in message) || message.id === undefined) return;
      const key = keyOf(session, message.id);
      const asking = asked.get(key);
      if (!asking || !asked.delete(key)) return;
      asking.transport.onmessage?.({ ...message, id: asking.id });
    },
  };
}
