import { githubGetIssue } from "../../mcp-servers/github/get-issue.ts";
import { gmailGetThread } from "../../mcp-servers/gmail/get-thread.ts";
import type { AnyTool } from "../../mcp-servers/kit/index.ts";
import { slackReadChannel } from "../../mcp-servers/slack/read-channel.ts";

/** One tool of one provider: what a person grants, and what is called in the three ways. */
export interface BenchCase {
  provider: "google" | "slack" | "github";
  server: string;
  tool: AnyTool;
  /** Where the tool's paths begin. */
  baseUrl: string;
  scopes: readonly string[];
  /** Who agrees on the emulator's page. */
  account: string;
  /** Arguments of the tool and the path of the same question to the provider itself, found by asking it. */
  question(get: (path: string) => Promise<unknown>): Promise<{ args: object; path: string }>;
}

const G = "https://www.googleapis.com/auth/";

export const CASES: readonly BenchCase[] = [
  {
    provider: "google",
    server: "gmail",
    tool: gmailGetThread,
    baseUrl: "https://gmail.googleapis.com/gmail/v1/users/me",
    scopes: ["openid", "email", `${G}gmail.readonly`],
    account: "ada@acme.test",
    async question(get) {
      const { threads } = (await get("/threads?maxResults=10&q=invoice")) as { threads: { id: string }[] };
      const id = threads[0]?.id ?? "";
      return { args: { thread_id: id }, path: `/threads/${id}?format=full` };
    },
  },
  {
    provider: "slack",
    server: "slack",
    tool: slackReadChannel,
    baseUrl: "https://slack.com/api",
    scopes: ["channels:read", "channels:history", "users:read"],
    account: "ada@acme.test",
    async question(get) {
      const { channels } = (await get("/conversations.list?types=public_channel")) as {
        channels: { id: string; name: string; is_member: boolean }[];
      };
      const channel = channels.find(({ name }) => name === "general")?.id ?? "";
      return { args: { channel }, path: `/conversations.history?channel=${channel}&limit=20` };
    },
  },
  {
    provider: "github",
    server: "github",
    tool: githubGetIssue,
    baseUrl: "https://api.github.com",
    scopes: ["public_repo"],
    account: "ada@acme.test",
    question: async () => ({ args: { repo: "acme/web", number: 1 }, path: "/repos/acme/web/issues/1" }),
  },
];

export function caseOf(provider: string): BenchCase {
  const found = CASES.find((one) => one.provider === provider);
  if (!found) throw new Error(`there is no benchmark of ${provider}`);
  return found;
}
