import { type IncomingMessage, request } from "node:http";
import type { z } from "zod";
import { OperatorError } from "../../../gateway/operator-error.ts";
import { CliError, EXIT } from "../exit.ts";

/** Whether a gateway listens there. */
export function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: "/", method: "POST" }, (response) => {
      response.resume();
      resolve(true);
    });
    asked.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ECONNREFUSED") return resolve(false);
      const message = `The gateway's socket ${socketPath} cannot be used: ${error.code}.`;
      reject(
        new CliError(EXIT.unreachable, message, {
          next: "Run this as the account that the gateway runs as.",
        }),
      );
    });
    asked.end("{}");
  });
}

/** The answer to a question that the gateway took. Throws `OperatorError` with its words. */
export function post(
  socketPath: string,
  path: string,
  body: object,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = { socketPath, path, method: "POST", ...(signal && { signal }) };
    const asked = request(options, async (response) => {
      if (response.statusCode === 200) return resolve(response);
      let text = "";
      for await (const chunk of response) text += chunk;
      reject(new OperatorError((JSON.parse(text) as { error: string }).error));
    });
    asked.once("error", reject);
    asked.end(JSON.stringify(body));
  });
}

/** As `post`, of one document. */
export async function ask<T>(
  socketPath: string,
  path: string,
  body: object,
  shape: z.ZodType<T>,
): Promise<T> {
  let text = "";
  for await (const chunk of await post(socketPath, path, body)) text += chunk;
  return shape.parse(JSON.parse(text));
}
