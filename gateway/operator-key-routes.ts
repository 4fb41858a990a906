import type { ServerResponse } from "node:http";
import { z } from "zod";
import { GatewayError } from "./errors.ts";
import { OperatorError } from "./operator-error.ts";
import type { OperatorKeys } from "./operator-keys.ts";

/** Answers with an object, or has written to `response` itself. */
export type OperatorRoute = (body: unknown, response: ServerResponse) => Promise<object | undefined>;

const named = z.strictObject({ key: z.string().min(1).max(256) });

function keyIn(body: unknown): string {
  const asked = named.safeParse(body);
  if (!asked.success) throw new OperatorError("Say which key.");
  return asked.data.key;
}

/** `/keys/rotate` answers with lines of JSON: `{progress}` now and then, at the end `{rotation}` or `{error}`. */
export function keyRoutes(keys: OperatorKeys): Record<string, OperatorRoute> {
  return {
    "/keys/status": () => keys.status(),
    "/keys/try": () => keys.try(),
    "/keys/check": (body) => keys.check(keyIn(body)),
    "/keys/remove": (body) => keys.remove(keyIn(body)),
    async "/keys/rotate"(_body, response) {
      const line = (content: object) => response.write(`${JSON.stringify(content)}\n`);
      // Whoever asked and went away has stopped it.
      const gone = new AbortController();
      response.once("close", () => gone.abort());
      const rotation = keys.rotate((progress) => void line({ progress }), gone.signal);
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      try {
        line({ rotation: await rotation });
      } catch (error) {
        line({ error: operatorMessage(error) });
        if (!(error instanceof GatewayError)) throw error;
      } finally {
        response.end();
      }
      return undefined;
    },
  };
}

/** Messages of our own may be told; others may quote what they were given. */
export const operatorMessage = (error: unknown): string => {
  if (error instanceof OperatorError) return error.message;
  if (error instanceof GatewayError) return `${error.message} (${error.code})`;
  return "It failed; the gateway's log says more.";
};
