/**
 * What the gateway sent to an emulator, held against the vendor's own machine-readable description: GitHub's OpenAPI
 * document and GraphQL schema (`@octokit/openapi`, `@octokit/graphql-schema`), the types generated from Google's
 * discovery documents (`@googleapis/*`), the argument types of Slack's client (`@slack/web-api`). An emulator that we
 * wrote may believe what we believe; these do not.
 *
 * Usage, as the last test of a journey (requests since the start, whatever was cleared between):
 *
 *     import { checkGithub, checkGoogle, checkSlack, requestsOf } from "../vendor/index.ts";
 *
 *     test("what went out is as the vendor describes it", async () => {
 *       expect(checkGithub(await requestsOf(github))).toEqual([]);          // or
 *       expect(checkSlack(await requestsOf(slack))).toEqual([]);            // or, one call for each API:
 *       expect(checkGoogle("calendar", await requestsOf(google))).toEqual([]);
 *     });
 *
 * A finding is one line: `POST /repos/{owner}/{repo}/issues: body.titel is not known`. `requestsOf` also fails when
 * nothing was sent, so that the check cannot pass on an empty log. A check of single requests, in a unit test:
 *
 *     checkGithub([{ method: "POST", path: "/repos/acme/web/issues", body: { title: "x" } }])
 */
import type { SentRequest } from "./request.ts";

export { checkGithub } from "./github.ts";
export { checkGoogle } from "./google.ts";
export type { GoogleApi } from "./google-description.ts";
export type { Finding, SentRequest, VendorRequest } from "./request.ts";
export { checkSlack } from "./slack.ts";

/** What the gateway has sent with a credential, oldest first. Throws when there was nothing, or too much to keep. */
export async function requestsOf(emulator: { sent(): Promise<SentRequest[]> }): Promise<SentRequest[]> {
  const sent = await emulator.sent();
  if (sent.length === 0)
    throw new Error("The gateway sent nothing to this emulator: there is nothing to check.");
  return sent;
}
