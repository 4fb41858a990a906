import { auth, gmail, type gmail_v1 } from "@googleapis/gmail";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectAgent } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { checkGoogle, requestsOf } from "../vendor/index.ts";

const TOOLS = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels", "gmail_send_message"];

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway?.close());

/** Access tokens that the emulated Google has issued so far. */
const issued = () => gateway.google.secrets().filter((secret) => secret.startsWith("ya29."));

/** Google's own client, with a token the gateway holds: it reads what our tools claim to have done. */
function reader(accessToken: string): gmail_v1.Gmail {
  const client = new auth.OAuth2();
  client.setCredentials({ access_token: accessToken });
  return gmail({ version: "v1", auth: client, rootUrl: `${gateway.google.url}/`, retry: false });
}

test("what an agent sends and reads, Google's own client finds too; after a revocation neither gets in", async () => {
  const { owner, url } = gateway;
  const { value } = await owner.newToken({ servers: ["gmail"] });
  const agent = await connectAgent(url, value);
  const { connector } = (await owner.authorize({ email: "ada@acme.test", tools: TOOLS })).body;
  const google = reader(issued().at(-1) ?? "");

  const listed = await agent.call("gmail_list_labels", { kind: "user" });
  const labels = await google.users.labels.list({ userId: "me" });
  const names = labels.data.labels?.filter((label) => label.type === "user").map((label) => label.name);
  const ours = listed.structured?.items as { name: string }[];
  expect(ours.map((label) => label.name).sort()).toEqual(names?.sort());

  const sent = await agent.call("gmail_send_message", {
    to: ["ben@acme.test"],
    subject: "Read by another client",
    body: "Written through the gateway.",
  });
  expect(sent.isError).toBe(false);
  const found = await google.users.messages.list({ userId: "me", q: 'subject:"Read by another client"' });
  const message = await google.users.messages.get({ userId: "me", id: found.data.messages?.[0]?.id ?? "" });
  expect(message.data.labelIds).toContain("SENT");
  const header = (name: string) => message.data.payload?.headers?.find((h) => h.name === name)?.value;
  expect([header("To"), header("Subject")]).toEqual(["ben@acme.test", "Read by another client"]);

  const items = (await agent.call("gmail_search_threads", { query: "invoice" })).structured?.items;
  const threads = await google.users.threads.list({ userId: "me", q: "invoice" });
  const ids = (items as { thread_id: string }[]).map((item) => item.thread_id);
  expect(ids.sort()).toEqual(threads.data.threads?.map((thread) => thread.id ?? "").sort());

  const revoked = await owner.api("POST", `/connectors/${connector.id}/revoke`, {});
  expect(revoked.upstream.state).toBe("revoked");
  expect((await agent.call("gmail_list_labels")).error?.error).toBe("connection_required");
  await expect(google.users.labels.list({ userId: "me" })).rejects.toMatchObject({ status: 401 });
  await agent.close();
});

test("all that went out is as Google describes it", async () => {
  expect(checkGoogle("gmail", await requestsOf(gateway.google))).toEqual([]);
});
