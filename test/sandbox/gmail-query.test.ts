import { afterAll, beforeAll, expect, it } from "vitest";
import { type SandboxGoogle, startSandboxGoogle } from "./google.ts";
import { REDIRECT, scope, signIn } from "./sign-in.ts";

let google: SandboxGoogle;
let token: string;
beforeAll(async () => {
  google = await startSandboxGoogle({ redirectUris: [REDIRECT] });
  token = (await signIn(google, [scope("readonly")])).access_token;
});
afterAll(() => google.close());

async function subjects(q: string): Promise<string[]> {
  const url = `${google.url}/gmail/v1/users/me/messages?maxResults=500&q=${encodeURIComponent(q)}`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const { messages = [] } = (await answer.json()) as { messages?: { id: string }[] };
  const mail = new Map((await google.mail("ada@acme.test")).map((one) => [one.id, one.subject]));
  return [...new Set(messages.map(({ id }) => (mail.get(id) ?? "").replace(/^Re: /, "")))].sort();
}

it.each([
  ["from:billing subject:0917", ["Invoice NW-2026-0917"]],
  ["from:hugo OR from:farah is:starred", ["Renovación del contrato"]],
  ["subject:(Invoice 0844)", ["Invoice NW-2026-0844"]],
  ["{subject:Devis subject:Offsite}", ["Devis n° 2026-118 à valider", "Offsite: who brings what?"]],
  ['"east quay"', ["The Harbour Weekly #41: cranes, cargo & coffee"]],
  ["label:reisen-spesen", ["Your tickets to Göteborg"]],
  ["filename:ticket", ["Your tickets to Göteborg"]],
  ["has:attachment -label:invoices from:jonas", ["Contract with Kraft Logistik"]],
  ["category:promotions is:unread", ["The Harbour Weekly #41: cranes, cargo & coffee"]],
  ["in:spam", ["CONGRATULATIONS, claim your prize"]],
  ["after:2026/11/02", ["Invoice NW-2026-0917", "Lunch on Thursday?"]],
  ["before:2026/09/01", []],
  ["rfc822msgid:<draft.0@mail.acme.test>", ["Notes for the board"]],
  ["nothing-has-this-word", []],
])("finds what %s names", async (query, expected) => {
  expect(await subjects(query)).toEqual(expected);
});

it("refuses a page token that is not one", async () => {
  const answer = await fetch(`${google.url}/gmail/v1/users/me/threads?pageToken=x`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(400);
});
