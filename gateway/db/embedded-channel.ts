import type { ClientBase } from "pg";
import { type Channel, Handlers, parseChange } from "./channel.ts";

/**
 * The channel of the embedded database: one process, so nothing can be missed. Notifications arrive on the pool's
 * one connection together with the answer to the COMMIT that sent them.
 */
export function openEmbeddedChannel(): { channel: Channel; listen(client: ClientBase): Promise<void> } {
  const handlers = new Handlers();
  const listen = async (client: ClientBase) => {
    client.on("notification", (n) => {
      const parsed = parseChange(n.payload ?? "");
      if (parsed) handlers.emit(parsed.topic, parsed.change);
    });
    await client.query(`LISTEN "valetkey"`);
  };
  const channel: Channel = {
    on: (topic, handler) => handlers.on(topic, handler),
    onGap: (handler) => handlers.onGap(handler),
    fresh: () => true,
    async publish(topic, change) {
      handlers.emit(topic, change);
    },
    settled: () => handlers.idle(),
  };
  return { channel, listen };
}
