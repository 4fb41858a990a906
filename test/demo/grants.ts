import { rawCall } from "../support/agent.ts";
import { ADA, BEN, type Cast } from "./cast.ts";
import type { Step } from "./narrator.ts";

export interface Connector {
  id: string;
  slug: string;
}

/** Reconnects Ada's connector, but signs in as Ben. The connector of its own that it becomes. */
export async function secondAccount({ owner, agents }: Cast, ada: Connector, step: Step): Promise<Connector> {
  const { authorization_url } = await owner.api("POST", `/connectors/${ada.id}/authorize`, {});
  const { body } = await owner.finish(await owner.visitProvider(authorization_url, { email: BEN }));
  const asked = body.needs_confirmation;
  step.check(
    `reconnecting ${ADA} with another account overwrites nothing: it asks`,
    asked?.expected_account === ADA && asked.actual_account === BEN && body.connector.id !== ada.id,
    `expected ${asked?.expected_account}, got ${asked?.actual_account}`,
  );
  const ben: Connector = body.connector;
  const early = await agents.gmail.call("gmail_list_labels", { connector: ben.slug });
  step.check("until somebody answers it serves no call", early.error?.error === "connector_disabled");
  const { connector } = await owner.api("POST", "/integrations/google/confirm", {
    connector: ben.id,
    keep: true,
  });
  step.check("kept, it is a connector of its own", connector.state === "enabled", `${ada.slug}, ${ben.slug}`);
  const unnamed = await agents.gmail.call("gmail_list_labels");
  step.check(
    "with two accounts a call must name one; nobody guesses",
    unnamed.error?.error === "bad_argument",
    (unnamed.error?.connectors as string[] | undefined)?.join(", "),
  );
  const named = await agents.gmail.call("gmail_list_labels", { connector: ben.slug });
  step.check("named, it works", !named.isError);
  return ben;
}

const AT_ONCE = 50;

/** Google ends every access token; a crowd of calls meets that at once. */
export async function renewOnce(
  { gateway, token, outputs }: Cast,
  connector: Connector,
  step: Step,
): Promise<void> {
  const { google } = gateway;
  google.expireAllAccessTokens();
  google.clearRequests();
  const call = async () => {
    const answer = await rawCall(gateway.url, token, "gmail_list_labels", { connector: connector.slug });
    const text = await answer.text();
    outputs.add(text);
    return text;
  };
  const answers = await step.timed(
    `the access token has expired; ${AT_ONCE} calls come at once and none fails`,
    () => Promise.all(Array.from({ length: AT_ONCE }, call)),
    (all) => all.every((text) => text.includes('"structuredContent"') && !text.includes('"isError":true')),
  );
  const renewals = google.requests().filter(({ path }) => path === "/token").length;
  step.check(
    "the refresh token was used once for all of them",
    renewals === 1,
    `${renewals} renewal, ${answers.length} calls`,
  );
}

export async function offAndOn({ owner, agents }: Cast, connector: Connector, step: Step): Promise<void> {
  const call = () => agents.gmail.call("gmail_list_labels", { connector: connector.slug });
  await owner.api("PATCH", `/connectors/${connector.id}`, { enabled: false });
  const refused = await call();
  step.check(
    "switched off, it keeps its grant and serves no call",
    refused.error?.error === "connector_disabled",
    refused.error?.error,
  );
  await owner.api("PATCH", `/connectors/${connector.id}`, { enabled: true });
  step.check("switched on, it works at once", !(await call()).isError);
}

/** Ben's grant was asked for with all four tools; only one was ever called. */
export async function narrowScopes({ owner, agents }: Cast, ben: Connector, step: Step): Promise<void> {
  const { proposal } = await owner.api("GET", `/connectors/${ben.id}/scope_use`);
  const dropped: { title: string }[] = proposal?.dropped ?? [];
  step.check("what was never used is proposed to go", dropped.length > 0);
  step.show(
    `keeps ${proposal.tools.join(", ")}; drops:`,
    ...dropped.map(({ title }: { title: string }) => `- ${title}`),
  );
  const { authorization_url } = await owner.api("POST", `/connectors/${ben.id}/authorize`, {
    tools: proposal.tools,
  });
  const { body } = await owner.finish(await owner.visitProvider(authorization_url, { email: BEN }));
  const scopes = body.connector?.grant.scopes.map((s: { scope: string }) => s.scope.split("/").at(-1));
  step.check(
    "accepted, it is a new, narrower grant on the same connector",
    body.reconnected === true && body.connector.id === ben.id && !scopes.includes("gmail.send"),
    scopes?.join(" "),
  );
  const named = { connector: ben.slug };
  const read = await agents.gmail.call("gmail_list_labels", named);
  const wish = { ...named, to: [ADA], subject: "Hello", body: "Hello" };
  const send = await agents.gmail.call("gmail_send_message", wish);
  step.check(
    "what was dropped is refused, what was kept works",
    !read.isError && send.error?.error === "scope_missing",
    send.error?.error,
  );
}
