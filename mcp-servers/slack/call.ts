import { type Api, type Query, ToolError } from "../kit/index.ts";
import { explained } from "./faults.ts";
import { turnAt } from "./pace.ts";

/**
 * One Web API method, in its turn, with refusals in words: https://docs.slack.dev/apis/web-api. Reads are GETs with a
 * query: several methods take no JSON.
 */
export const call = (api: Api, method: string, query: Query = {}): Promise<unknown> =>
  inTurn(api, method, undefined, () => api.get(`/${method}`, { query }));

/** A method that changes something. */
export const change = (api: Api, method: string, body: { channel?: string; [field: string]: unknown }) =>
  inTurn(api, method, body.channel, () => api.post(`/${method}`, body));

/** A question that Slack takes by POST only; the server lists it in `queries`. */
export const question = (api: Api, method: string, body: object): Promise<unknown> =>
  inTurn(api, method, undefined, () => api.query(`/${method}`, body));

async function inTurn(
  api: Api,
  method: string,
  channel: string | undefined,
  send: () => Promise<unknown>,
): Promise<unknown> {
  const giveBack = await turnAt(api, method, channel);
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof ToolError && error.fault === "rate_limited")) giveBack();
    throw explained(error, method);
  }
}
