import { rawCall } from "../support/agent.ts";
import { until } from "../support/look.ts";
import { BEN, type Cast, RecordedPerson, recordedAgent } from "./cast.ts";
import type { Step } from "./narrator.ts";

const MIA = "mia@acme.test";

async function join({ gateway, owner, outputs }: Cast, step: Step): Promise<RecordedPerson> {
  const { url } = await owner.api("POST", "/invitations", { email: MIA, role: "member" });
  const token = String(url).split("#")[1];
  const mia = new RecordedPerson(gateway.url, outputs);
  const accepted = await mia.call("POST", "/api/invitations/accept", { token, name: "Mia" });
  mia.session = accepted.body;
  step.check(
    `${MIA} opens the link of an invitation and is a member, signed in`,
    accepted.status === 200 && mia.session.role === "member",
  );
  const again = await new RecordedPerson(gateway.url, outputs).call("POST", "/api/invitations/accept", {
    token,
  });
  step.check("the link works once", again.body.code === "invitation_invalid", again.body.code);
  return mia;
}

/** Somebody comes, connects an account of their own, and goes again. */
export async function inviteAndRemove(cast: Cast, step: Step): Promise<void> {
  const { gateway, owner, outputs } = cast;
  const mia = await join(cast, step);
  const { body } = await mia.connect({ service: "github", email: BEN });
  const { id } = mia.session.user;
  const { value } = await owner.newToken({ user: id, servers: ["github"] });
  const agent = await recordedAgent(gateway.url, value, outputs, "github");
  const before = await agent.call("github_list_issues", {
    repo: "acme/web",
    connector: body.connector?.slug,
  });
  await agent.close();
  step.check("she connects a GitHub account of her own; her token calls it", !before.isError);
  const removed = await step.timed(
    "the owner removes her",
    () => owner.api("DELETE", `/members/${id}`),
    (ended) => ended.sessions === 1 && ended.tokens === 1 && ended.grants === 1,
  );
  step.show(`ended: ${removed.sessions} session, ${removed.tokens} token, ${removed.grants} grant`);
  const session = await mia.call("GET", "/api/session");
  const call = await rawCall(gateway.url, value, "gmail_list_labels", {});
  step.check(
    "from then on her browser and her token are refused",
    session.status === 401 && call.status === 401,
  );
  const run = await until(
    () => owner.api("GET", `/revocations/${removed.run}`),
    ({ upstream }) => upstream.pending === 0,
    20_000,
  );
  step.check("GitHub confirmed the end of her grant", run.upstream.revoked === 1, "1 receipt");
}
