import type { Command } from "commander";
import { atGateway, type Cli, does, onThisMachine } from "../command.ts";
import { CliError, EXIT } from "../exit.ts";
import type { LocalAudit } from "../operator/audit.ts";
import type { ExportOptions, ListOptions, TailOptions } from "../remote/audit.ts";

interface Where extends LocalAudit {
  /** The database of this machine, past every role. */
  local?: boolean;
  file?: string;
}

const here = () => import("../operator/audit.ts");
const there = () => import("../remote/audit.ts");

const filtered = (command: Command): Command =>
  command
    .option("--type <type>", "tool.call, connector.authorized, … alone")
    .option("--outcome <outcome>", "ok, started, failed or refused alone")
    .option("--actor <id>", "who did it")
    .option("--agent <id>", "of or about this agent")
    .option("--connector <id>", "about this connector")
    .option("--tool <name>", "calls of this tool")
    .option("--from <time>", "from then on")
    .option("--to <time>", "until then")
    .option("--search <text>", "names, ids, types and tools that contain it");
const onlyRemote = ({ local }: Where): void => {
  if (local) throw new CliError(EXIT.usage, "--local is for verify and export.");
};
const isLocal = ({ local, dataDir, envFile }: Where): boolean =>
  local === true || dataDir !== undefined || envFile !== undefined;

/** `valetkey audit …` */
export function auditCommands(program: Command, cli: Cli): void {
  const { io } = cli;
  const audit = program
    .command("audit")
    .description("the audit log: tail, list, verify, export")
    .option(
      "--local",
      "verify, export: the database of this machine, past every role, instead of asking the gateway",
    );
  const command = (name: string, description: string) =>
    atGateway(audit.command(name).description(description));
  const machine = (of: Command) =>
    onThisMachine(of).option("--workspace <workspace>", "with --local: slug or id");

  does<TailOptions & Where>(
    cli,
    filtered(command("tail", "the last events, and each as it comes")).option(
      "--lines <n>",
      "how many to begin with (default: 10)",
    ),
    async (options) => {
      onlyRemote(options);
      return (await there()).tail(io, options);
    },
  );
  does<ListOptions & Where>(
    cli,
    filtered(command("list", "events, newest first")).option("--limit <n>", "at most so many (default: 50)"),
    async (options) => {
      onlyRemote(options);
      return (await there()).list(io, options);
    },
  );
  does<Where>(
    cli,
    machine(command("verify", "walk the hash chain and say whether it is whole")).option(
      "--file <export.jsonl>",
      "check an export, with nothing but the file",
    ),
    async (options) => {
      if (options.file !== undefined) return (await here()).verifyFile(io, options, options.file);
      return isLocal(options) ? (await here()).verifyLocal(io, options) : (await there()).verify(io, options);
    },
  );
  does<Where & ExportOptions>(
    cli,
    filtered(machine(command("export", "the log as JSON lines, which verify --file checks, or CSV")))
      .option("--out <file>", "a new file, 0600 (default: stdout)")
      .option("--format <format>", "jsonl or csv (default: jsonl)"),
    async (options) => {
      if (options.json) throw new CliError(EXIT.usage, "An export is JSON lines already.");
      if (!isLocal(options)) return void (await (await there()).exportLog(io, options));
      return (await here()).exportLocal(io, options);
    },
  );
}
