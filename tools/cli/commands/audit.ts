import type { Command } from "commander";
import { asJson, type Cli, does, onThisMachine } from "../command.ts";
import { CliError, EXIT } from "../exit.ts";
import type { LocalAudit } from "../operator/audit.ts";

interface Where extends LocalAudit {
  /** The database of this machine, past every role. */
  local?: boolean;
  file?: string;
}

const load = () => import("../operator/audit.ts");

/** `valetkey audit …` */
export function auditCommands(program: Command, cli: Cli): void {
  const { io } = cli;
  const audit = program
    .command("audit")
    .description("the audit log: verify, export")
    .option("--local", "read the database of this machine, past every role, instead of asking the gateway");
  const command = (name: string, description: string) =>
    asJson(onThisMachine(audit.command(name).description(description))).option(
      "--workspace <workspace>",
      "slug or id",
    );

  does<Where>(
    cli,
    command("verify", "walk the hash chain and say whether it is whole").option(
      "--file <export.jsonl>",
      "check an export, with nothing but the file",
    ),
    async (options) => {
      if (options.file !== undefined) return (await load()).verifyFile(io, options, options.file);
      return (await load()).verifyLocal(io, options);
    },
  );
  does<Where>(
    cli,
    command("export", "the whole log as JSON lines, which verify --file checks").option(
      "--out <file>",
      "a new file, 0600 (default: stdout)",
    ),
    async (options) => {
      if (options.json) throw new CliError(EXIT.usage, "An export is JSON lines already.");
      return (await load()).exportLocal(io, options);
    },
  );
}
