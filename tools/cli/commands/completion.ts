import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";

/**
 * `valetkey completion <shell>` prints a script; the script asks `valetkey complete -- …` at each Tab. To be called when
 * every other command is there.
 */
export function completionCommands(program: Command): void {
  tab(program, { completionCommandName: "completion" });
  const completion = program.commands.find((command) => command.name() === "completion");
  completion?.description("print a script for bash, zsh or fish").usage("<shell>");
}
