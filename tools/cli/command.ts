import type { Command } from "commander";
import type { Io } from "./io.ts";

/** One call of the program. */
export interface Cli {
  io: Io;
  /** The exit code of the command that ran. */
  exit: number;
}

type Work<O> = (options: O, ...args: string[]) => Promise<number | undefined> | Promise<void>;

/** What the command does. `O`: its options, as its declaration beside it says. */
export function does<O>(cli: Cli, command: Command, work: Work<O>): Command {
  return command.action(async () => {
    cli.exit =
      (await work(command.optsWithGlobals<O & object>(), ...(command.processedArgs as string[]))) ?? 0;
  });
}

export interface Json {
  json?: boolean;
}
export const asJson = (command: Command): Command => command.option("--json", "print JSON, for programs");

/** Of commands that work where the gateway's data is, past every role. */
export interface Local {
  dataDir?: string;
  envFile?: string;
}
export const onThisMachine = (command: Command): Command =>
  command
    .option("--data-dir <dir>", "directory of an embedded database (default: as the gateway is configured)")
    .option("--env-file <file>", "the gateway's variables (default: .env in its directory)");

/** Of commands that ask a gateway over its API, as somebody who is signed in. */
export interface Remote extends Json {
  profile?: string;
}
export const atGateway = (command: Command): Command =>
  asJson(command).option(
    "--profile <name>",
    "which sign-in, of several (default: the last one; see valetkey whoami --all)",
  );
