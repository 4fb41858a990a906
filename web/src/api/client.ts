import { type Client, type LocalCode, openClient, refused } from "../../../gateway/api/client.ts";
import { client as words } from "../words/failure.ts";
import { localError } from "./error.ts";
import { isDown, lost, probe } from "./network.ts";

let csrf = "";
/** Comes with the session; every unsafe method must carry it. */
export const setCsrf = (value: string): void => {
  csrf = value;
};

const local = (code: LocalCode, detail?: string) => {
  if (code === "gateway_unreachable") lost();
  return localError(code, detail);
};
const client = openClient({
  origin: "",
  headers: ({ method }) => (method === "get" ? {} : { "x-valetkey-csrf": csrf }),
  local,
});

/**
 * `send(route, { params, query, body })`: one request to the gateway; the answer is held against the contract. What would
 * change something is not even sent while the gateway is known to be out of reach.
 */
export const send: Client["send"] = async (route, ...args) => {
  if (route.method !== "get" && isDown() && !(await probe()))
    throw local("gateway_unreachable", words.gatewayCannotBeReached);
  return client.send(route, ...args);
};

/** What a refused request says, in problem details. */
export const toProblem = (response: Response, json: unknown): Error => refused(response, json, local);
