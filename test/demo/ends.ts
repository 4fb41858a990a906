import { until } from "../support/look.ts";
import type { Cast } from "./cast.ts";
import type { Connector } from "./grants.ts";
import type { Step } from "./narrator.ts";

/** One connector, in the middle of a call. */
export async function revokeOne({ gateway, owner, agents }: Cast, id: string, step: Step): Promise<void> {
  const { slack } = gateway;
  const slow = slack.inject({ path: "/api/users.conversations", hang: true });
  const call = agents.slack.call("slack_list_channels").catch((error: unknown) => {
    return { error: { error: `no answer: ${error}` } };
  });
  await until(
    () => slow.hits,
    (hits) => hits > 0,
  );
  step.check("a call is under way and Slack is slow to answer", slow.hits > 0);
  const revoked = await step.timed(
    "the owner revokes the connector",
    () => owner.api("POST", `/connectors/${id}/revoke`),
    (answer) => answer.connector.connected === false,
  );
  step.check(
    "from its answer on no result can get out; the call under way was cut off",
    revoked.aborted_calls === 1,
    `fenced in ${revoked.fenced_in_ms} ms`,
  );
  const cut = await call;
  step.check("the slow call got a refusal", cut.error?.error === "grant_revoked", cut.error?.error);
  slow.release();
  await step.timed(
    "the next call is refused at once",
    () => agents.slack.call("slack_list_channels"),
    (answer) => answer.error?.error === "connection_required",
  );
  const { upstream } = revoked;
  step.check("Slack confirmed it", upstream.state === "revoked", `receipt: ${upstream.detail}`);
  const { access, refresh } = slack.liveTokens();
  step.check("Slack holds no live token any more", access + refresh === 0, `${access} and ${refresh}`);
}

/** Every grant of Google at once. */
export async function revokeEverything(
  { gateway, owner, agents }: Cast,
  google: readonly Connector[],
  step: Step,
): Promise<void> {
  const wish = { scope: "provider", target: "google" };
  const slip = await owner.tryApi("POST", "/revocations", { ...wish, confirm: "yes" });
  step.check("nothing happens unless the provider's name is typed out", slip.body.code === "bad_request");
  const run = await step.timed(
    "the owner revokes everything of Google",
    () => owner.api("POST", "/revocations", { ...wish, confirm: "google" }),
    ({ total, fenced_at }) => total === google.length && fenced_at !== null,
  );
  for (const { slug } of google) {
    const { error } = await agents.gmail.call("gmail_list_labels", { connector: slug });
    step.check(`${slug} is refused at once`, error?.error === "connection_required", error?.error);
  }
  const ended = await step.timed(
    "Google confirmed each of them",
    () =>
      until(
        () => owner.api("GET", `/revocations/${run.id}`),
        ({ upstream }) => upstream.pending === 0,
        20_000,
      ),
    ({ upstream }) => upstream.revoked === google.length,
  );
  step.show(
    `receipts: ${ended.upstream.revoked}, kept ${ended.upstream.kept}, failed ${ended.upstream.failed}`,
  );
  const { access, refresh } = gateway.google.liveTokens();
  step.check("Google holds no live token any more", access + refresh === 0, `${access} and ${refresh}`);
  const github = await agents.github.call("github_list_issues", { repo: "acme/web" });
  step.check("GitHub goes on as before", !github.isError);
}
