import { openClient, refused } from "../../../gateway/api/client.ts";
import { localError } from "./error.ts";

let csrf = "";
/** Comes with the session; every unsafe method must carry it. */
export const setCsrf = (value: string): void => {
  csrf = value;
};

/** `send(route, { params, query, body })`: one request to the gateway; the answer is held against the contract. */
export const { send } = openClient({
  origin: "",
  headers: ({ method }) => (method === "get" ? {} : { "x-valetkey-csrf": csrf }),
  local: localError,
});

/** What a refused request says, in problem details. */
export const toProblem = (response: Response, json: unknown): Error => refused(response, json, localError);
