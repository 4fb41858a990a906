import type { Command } from "commander";
import { atGateway, type Cli, does, type Remote } from "../command.ts";
import type { ListOptions as ApprovalList, DecideOptions } from "../remote/approvals.ts";
import type { ListOptions as ConnectorList, RevokeOptions } from "../remote/connectors.ts";
import type { LoginOptions, LogoutOptions, WhoOptions } from "../remote/sign-in.ts";
import type { StatusOptions } from "../remote/status.ts";
import type {
  CreateOptions,
  ListOptions as TokenList,
  RevokeOptions as TokenRevoke,
} from "../remote/tokens.ts";

const collect = (value: string, before: string[] = []): string[] => [...before, value];
const under = (parent: Command) => (name: string, description: string) =>
  atGateway(parent.command(name).description(description));

/** Signing in, and what people ask of a gateway from anywhere. */
export function remoteCommands(program: Command, cli: Cli): void {
  signInCommands(program, cli);
  statusCommand(program, cli);
  connectorCommands(program, cli);
  agentCommands(program, cli);
  tokenCommands(program, cli);
  approvalCommands(program, cli);
}

function signInCommands(program: Command, cli: Cli): void {
  const { io } = cli;
  const load = () => import("../remote/sign-in.ts");
  const command = under(program);
  does<LoginOptions>(
    cli,
    command("login", "sign in through a browser, anywhere").option(
      "--url <origin>",
      "which gateway (default: the last one, or VALETKEY_URL)",
    ),
    async (options) => (await load()).login(io, options),
  );
  does<LogoutOptions>(
    cli,
    command("logout", "end the session, here and at the gateway").option("--all", "every sign-in"),
    async (options) => (await load()).logout(io, options),
  );
  does<WhoOptions>(
    cli,
    command("whoami", "who is signed in, where").option(
      "--all",
      "every sign-in that is kept; asks no gateway",
    ),
    async (options) => (await load()).whoami(io, options),
  );
}

function statusCommand(program: Command, cli: Cli): void {
  does<StatusOptions>(
    cli,
    under(program)(
      "status",
      "what is connected and how it is, by provider; exit code 1 when something is invalid",
    ).option("--all", "providers without a connector, too"),
    async (options) => (await import("../remote/status.ts")).status(cli.io, options),
  );
}

function connectorCommands(program: Command, cli: Cli): void {
  const { io } = cli;
  const load = () => import("../remote/connectors.ts");
  const command = under(
    program.command("connectors").description("accounts that agents act through: list, test, revoke"),
  );
  does<ConnectorList>(
    cli,
    command("list", "all of the workspace, with their verdict")
      .option("--provider <id>", "of this provider alone, or of several with commas")
      .option(
        "--status <status>",
        "valid, attention, invalid, unknown, unconfirmed, off or disconnected alone",
      )
      .option("--search <text>", "part of a name, slug, account, or of whose it is")
      .option("--unused <days>", "no call for 30 or 90 days")
      .option("--sort <order>", "newest, name, health or last_call (default: newest)")
      .option("--limit <n>", "at most so many (default: 1000)"),
    async (options) => (await load()).list(io, options),
  );
  does<Remote>(cli, command("get <connector>", "one, by slug or id"), async (options, named) =>
    (await load()).get(io, options, named as string),
  );
  does<Remote>(cli, command("test <connector>", "make a real read call with it"), async (options, named) =>
    (await load()).test(io, options, named as string),
  );
  does<RevokeOptions>(
    cli,
    command("revoke <connector>", "show who and what stops working, ask, and end it")
      .option("--yes", "do not ask")
      .option("--dry-run", "only show it")
      .option("--others <keep|end>", "others on the same account (default: keep)"),
    async (options, named) => (await load()).revoke(io, options, named as string),
  );
}

function agentCommands(program: Command, cli: Cli): void {
  const { io } = cli;
  const load = () => import("../remote/agents.ts");
  const command = under(program.command("agents").description("registered callers: list, get, check"));
  does<Remote>(cli, command("list", "all of them"), async (options) => (await load()).list(io, options));
  does<Remote>(cli, command("get <agent>", "one, with its tokens, by slug or id"), async (options, named) =>
    (await load()).get(io, options, named as string),
  );
  does<Remote>(
    cli,
    command("check <agent>", "what stands between it and its tools"),
    async (options, named) => (await load()).check(io, options, named as string),
  );
}

function tokenCommands(program: Command, cli: Cli): void {
  const { io } = cli;
  const load = () => import("../remote/tokens.ts");
  const command = under(
    program.command("tokens").description("API tokens of agents and people: list, create, revoke"),
  );
  does<TokenList>(
    cli,
    command("list", "those that are not revoked").option("--all", "those that are, too"),
    async (options) => (await load()).list(io, options),
  );
  does<CreateOptions>(
    cli,
    command("create", "make one; it is printed this once, alone on stdout")
      .requiredOption("--name <name>", "what it is for")
      .option("--agent <agent>", "of this agent, by slug or id")
      .option("--me", "of yourself; with --agent: the agent acts for you")
      .option("--server <id>", "for this MCP server alone; may be given several times", collect)
      .option("--tool <name>", "for this tool alone; may be given several times", collect)
      .option("--read-only", "for tools that only read")
      .option("--days <n>", "until then (default: 90)")
      .option("--never", "it does not expire"),
    async (options) => (await load()).create(io, options),
  );
  does<TokenRevoke>(
    cli,
    command("revoke <id>", "end one, at once").option("--yes", "do not ask"),
    async (options, id) => (await load()).revoke(io, options, id as string),
  );
}

function approvalCommands(program: Command, cli: Cli): void {
  const { io } = cli;
  const load = () => import("../remote/approvals.ts");
  const command = under(
    program.command("approvals").description("calls that wait for a person: list, approve, deny"),
  );
  does<ApprovalList>(
    cli,
    command("list", "those that wait")
      .option(
        "--state <state>",
        "pending, approved, denied, expired, cancelled, used or any (default: pending)",
      )
      .option("--mine", "asked for in my name"),
    async (options) => (await load()).list(io, options),
  );
  does<Remote>(cli, command("get <id>", "one, with its arguments"), async (options, id) =>
    (await load()).get(io, options, id as string),
  );
  does<DecideOptions>(
    cli,
    command("approve <id>", "show it and the page to approve it on, and wait for the decision").option(
      "--no-wait",
      "do not wait",
    ),
    async (options, id) => (await load()).approve(io, options, id as string),
  );
  does<DecideOptions>(
    cli,
    command("deny <id>", "show it, ask, and deny it")
      .option("--note <text>", "told to the agent")
      .option("--yes", "do not ask"),
    async (options, id) => (await load()).deny(io, options, id as string),
  );
}
