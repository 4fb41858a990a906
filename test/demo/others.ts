import { githubSignIn } from "../sandbox/github-sign-in.ts";
import { ADA, BEN, type Cast, listOf } from "./cast.ts";
import type { Step } from "./narrator.ts";

/** Slack and GitHub beside Google. The ids of their connectors. */
export async function othersToo(cast: Cast, step: Step): Promise<{ slack: string; github: string }> {
  const { owner } = cast;
  const connect = async (service: string, tools: string[]) => {
    const { body } = await owner.authorize({ service, email: ADA, tools });
    step.check(
      `${service}: connected and proved by a real call`,
      body.connector?.verdict.state === "valid",
      `${body.connector.account}: ${body.connector.grant.scopes.map((s: { scope: string }) => s.scope).join(" ")}`,
    );
    return body.connector.id as string;
  };
  const slack = await connect("slack", ["slack_list_channels", "slack_read_channel", "slack_send_message"]);
  const github = await connect("github", ["github_list_issues", "github_create_issue"]);
  await post(cast, step);
  await file(cast, step);
  return { slack, github };
}

async function post({ gateway, agents }: Cast, step: Step): Promise<void> {
  const text = "The invoice is paid.";
  await step.timed(
    "slack_send_message posts to #general",
    () => agents.slack.call("slack_send_message", { channel: "#general", text }),
    (answer) => !answer.isError,
  );
  const { slack } = gateway;
  const sent = slack.messages("general").find((one) => one.text === text);
  step.check("Slack has the message, from the app's bot", sent?.user === slack.botUserId, sent?.text);
}

async function file({ gateway, agents }: Cast, step: Step): Promise<void> {
  const { github } = gateway;
  const title = "Northwind: check the next invoice";
  const issues = await step.timed(
    "github_list_issues reads a repository",
    () => agents.github.call("github_list_issues", { repo: "acme/web" }),
    (answer) => listOf(answer).length > 0,
  );
  step.show(...(listOf(issues) as { number: number; title: string }[]).map((i) => `#${i.number} ${i.title}`));
  const made = await step.timed(
    "github_create_issue writes one",
    () => agents.github.call("github_create_issue", { repo: "acme/web", title }),
    (answer) => !answer.isError,
  );
  const ben = await githubSignIn(github, github, "", { email: BEN });
  const seen = await fetch(`${github.url}/repos/acme/web/issues/${made.structured?.number}`, {
    headers: { authorization: `Bearer ${ben.access_token}` },
  });
  const issue = (await seen.json()) as { title?: string; user?: { login: string } };
  step.check(
    "somebody else reads it at GitHub, without the gateway",
    issue.title === title && issue.user?.login === "ada",
    `#${made.structured?.number} by ${issue.user?.login}`,
  );
}
