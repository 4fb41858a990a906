import { OAuthClient } from "../support/oauth-client.ts";
import { connectTo } from "../support/one-endpoint.ts";
import { BEN, type Cast } from "./cast.ts";
import type { Step } from "./narrator.ts";

const SEND = "gmail_send_message";

/** A client that knows nothing but an address signs its person in, and sees every server through one endpoint. */
export async function clientSignsIn(cast: Cast, step: Step): Promise<void> {
  const { gateway, owner, outputs } = cast;
  const refused = await fetch(`${gateway.url}/mcp`, { method: "POST", body: "{}" });
  const challenge = refused.headers.get("www-authenticate") ?? "";
  step.check(
    "without a token the client is told where to ask (RFC 9728)",
    refused.status === 401 && challenge.includes("resource_metadata="),
    /resource_metadata="([^"]+)"/.exec(challenge)?.[1],
  );
  const client = new OAuthClient({ url: gateway.url, name: "Desk assistant" });
  const tokens = await step.timed(
    "it registers itself, the owner agrees on the consent page, and it gets a token for this endpoint alone",
    () => client.connect(owner),
    ({ token_type, expires_in }) => token_type === "Bearer" && expires_in <= 600,
  );
  outputs.add(JSON.stringify(tokens));
  const open = await connectTo(`${client.resource()}?mode=search`, tokens.access_token);
  const names = await open.names();
  step.check(
    "/mcp?mode=search lists four tools, however many there are",
    names.includes("search_tools"),
    names.join(", "),
  );
  const found = await open.call("search_tools", { query: "send an email" });
  outputs.add(JSON.stringify(found));
  step.check("search_tools finds what sends mail", found.text.includes(SEND), found.text.slice(0, 60));
  await open.close();
  await endIt(cast, client, step);
}

async function endIt({ owner, outputs }: Cast, client: OAuthClient, step: Step): Promise<void> {
  const [allowed] = (await owner.api("GET", "/oauth-clients")).clients;
  step.check("the owner sees what was allowed", allowed.client.id === client.clientId, allowed.client.name);
  await owner.api("DELETE", `/oauth-clients/${allowed.id}`);
  const after = await fetch(client.resource(), {
    method: "POST",
    headers: { authorization: `Bearer ${client.tokens?.access_token}` },
    body: "{}",
  });
  outputs.add(await after.text());
  step.check("taken back, the token that it holds is worth nothing at once", after.status === 401);
}

/** A rule has a person asked before mail leaves; the answer is for that very mail, once. */
export async function askFirst({ gateway, owner, agents }: Cast, step: Step): Promise<void> {
  const rule = await owner.api("POST", "/policies", { name: "Mail asks", decision: "ask", tool: SEND });
  const mail = { to: [BEN], subject: "A word before noon", body: "At noon?" };
  const asked = await step.timed(
    "the agent's mail is held: somebody has to say yes",
    () => agents.gmail.call(SEND, mail),
    (answer) => answer.error?.error === "approval_required",
  );
  step.show(String(asked.error?.approval_url));
  const sent = async () =>
    (await gateway.google.mail(BEN)).filter(({ raw }) => /Subject: A word before noon/.test(String(raw)));
  step.check("nothing has left", (await sent()).length === 0);
  await owner.api("POST", `/approvals/${asked.error?.approval}/decision`, { decision: "approve" });
  await step.timed(
    "approved, the same call goes out",
    () => agents.gmail.call(SEND, mail),
    (answer) => !answer.isError,
  );
  step.check("Ben has it, once", (await sent()).length === 1);
  const other = await agents.gmail.call(SEND, { ...mail, body: "At one?" });
  step.check("another mail is asked for anew", other.error?.error === "approval_required");
  await owner.api("DELETE", `/policies/${rule.id}`);
}
