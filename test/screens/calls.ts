import { type Agent, connectAgent } from "../support/agent.ts";
import type { Company } from "./company.ts";
import type { AgentName, World } from "./grown.ts";

const HOUR = 3_600_000;
/** Calls of an hour of the day, 0 to 23: people work from eight to six, some agents at night. */
const BUSY = [1, 1, 0, 0, 1, 1, 2, 3, 6, 8, 9, 7, 5, 7, 9, 8, 7, 6, 4, 3, 2, 2, 1, 1];

type Call = [name: AgentName, server: string, tool: string, args?: Record<string, unknown>];
/** In turn; who calls much is here more than once. */
const CALLS: readonly Call[] = [
  ["support", "gmail", "gmail_search_threads", { query: "invoice", connector: "google_support_mailbox" }],
  ["planner", "google_calendar", "calendar_list_events", { connector: "google_office_calendar" }],
  ["release", "github", "github_list_issues", { repo: "acme/web", connector: "github_acme_code" }],
  ["support", "slack", "slack_read_channel", { channel: "#general" }],
  ["support", "gmail", "gmail_list_labels", { connector: "google_support_mailbox" }],
  ["invoices", "google_drive", "drive_search_files", { query: "invoice", connector: "google_finance_files" }],
  ["release", "slack", "slack_list_channels"],
  ["release", "github", "github_list_pull_requests", { repo: "acme/web", connector: "github_acme_code" }],
  ["support", "gmail", "gmail_search_threads", { query: "is:unread", connector: "google_support_mailbox" }],
  ["planner", "google_calendar", "calendar_list_calendars", { connector: "google_office_calendar" }],
  [
    "invoices",
    "google_drive",
    "drive_search_files",
    { name_contains: "plan", connector: "google_finance_files" },
  ],
  ["support", "slack", "slack_list_channels"],
];
/** Now and then one that is refused: a repository without its owner, a tool that nothing allows. */
const ODD: readonly Call[] = [
  ["release", "github", "github_list_issues", { repo: "api", connector: "github_acme_code" }],
  ["planner", "google_calendar", "calendar_create_event", { title: "Offsite" }],
  ["support", "gmail", "gmail_search_threads", { query: "invoice", page_size: -1 }],
];

/** Each agent with its token at each server it calls; opened when it is first needed. */
export class Agents {
  readonly #company: Company;
  readonly #world: World;
  readonly #open = new Map<string, Promise<Agent>>();

  constructor(company: Company, world: World) {
    this.#company = company;
    this.#world = world;
  }

  async call([name, server, tool, args]: Call) {
    const key = `${name} ${server}`;
    const known = this.#open.get(key);
    const agent = known ?? connectAgent(this.#company.gateway.url, this.#world.tokens[name], server);
    if (!known) this.#open.set(key, agent);
    return (await agent).call(tool, args);
  }

  async close(): Promise<void> {
    for (const agent of this.#open.values()) await (await agent).close();
  }
}

/** From `from` hours ago to `to` hours ago: as many calls as people and agents make. */
export async function work(company: Company, agents: Agents, from: number, to: number): Promise<void> {
  const { github } = company.gateway;
  let count = 0;
  for (let hours = from; hours > to; hours--) {
    const at = new Date(Date.now() - hours * HOUR);
    // Of the days before fewer: their hours are not shown one by one.
    const calls = Math.ceil((BUSY[at.getUTCHours()] ?? 0) / (hours > 24 ? 3 : 1));
    if (hours === 9) github.inject({ path: "/repos/acme/web", status: 503, times: 6 });
    for (let n = 0; n < calls; n++) {
      await company.ago((hours - (n + 0.5) / calls) * HOUR);
      const odd = count % 17 === 11;
      const call = odd ? ODD[count % ODD.length] : CALLS[(count * 7) % CALLS.length];
      if (call) await agents.call(call);
      count++;
    }
    github.clearFaults();
  }
}
