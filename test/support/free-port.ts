import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below what Linux and the BSDs give to outgoing connections: one of those could take it before it is listened on. */
const FIRST = 20_000;
const LAST = 32_000;

/** A port on loopback that nobody uses right now, and that no outgoing connection will. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = randomInt(FIRST, LAST);
    const probe = createServer();
    try {
      await once(probe.listen(port, "127.0.0.1"), "listening");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") continue;
      throw error;
    }
    probe.close();
    await once(probe, "close");
    return port;
  }
  throw new Error(`no free port between ${FIRST} and ${LAST}`);
}
