import { readFileSync } from "node:fs";
import { Command } from "commander";
import type { Cli } from "./command.ts";
import { auditCommands } from "./commands/audit.ts";
import { backupCommands } from "./commands/backup.ts";
import { completionCommands } from "./commands/completion.ts";
import { doctorCommands } from "./commands/doctor.ts";
import { keysCommands } from "./commands/keys.ts";
import { remoteCommands } from "./commands/remote.ts";
import { workspaceCommands } from "./commands/workspaces.ts";

const versionOf = (): string =>
  (JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string })
    .version;

/** Every command, declared; what they do is loaded when they run. */
export function buildProgram(cli: Cli): Command {
  const { io } = cli;
  const program = new Command("valetkey")
    .description(
      "Valetkey from the command line: see what an agent may reach, end it, and look after the gateway.",
    )
    .version(versionOf(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this")
    .addHelpCommand(
      new Command("help").argument("[command]").description("print what a command does").helpGroup("Help:"),
    )
    .exitOverride()
    .showHelpAfterError("Add --help to see how.")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void io.out(text),
      writeErr: (text) => io.err(text),
      getOutHelpWidth: () => io.columns ?? 100,
      getErrHelpWidth: () => io.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  program.addHelpText(
    "after",
    "\nExit codes: 0 done, 1 failed, 2 wrong call, 3 not signed in, 4 refused, 5 not found, 6 unreachable.\nMore: docs/cli.md",
  );
  program.commandsGroup("From anywhere, signed in:");
  remoteCommands(program, cli);
  auditCommands(program, cli);
  program.commandsGroup("On the gateway's machine:");
  keysCommands(program, cli);
  workspaceCommands(program, cli);
  doctorCommands(program, cli);
  backupCommands(program, cli);
  program.commandsGroup("Help:");
  completionCommands(program);
  return program;
}
