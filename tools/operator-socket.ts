import { type IncomingMessage, request } from "node:http";
import { OperatorError } from "../gateway/operator-error.ts";

/** Whether a gateway listens there. */
export function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: "/", method: "POST" }, (response) => {
      response.resume();
      resolve(true);
    });
    asked.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ECONNREFUSED") resolve(false);
      else reject(new OperatorError(`The gateway's socket ${socketPath} cannot be used: ${error.code}.`));
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
