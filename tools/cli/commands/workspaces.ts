import type { Command } from "commander";
import { asJson, type Cli, does, type Json, type Local, onThisMachine } from "../command.ts";
import type { SignInLink } from "../operator/sign-in-link.ts";
import type { DeleteWorkspace, NewWorkspace } from "../operator/workspaces.ts";

const load = () => import("../operator/workspaces.ts");

/** `valetkey workspaces …` and `valetkey sign-in-link`: where the gateway's data is. */
export function workspaceCommands(program: Command, cli: Cli): void {
  const { io } = cli;
  const workspaces = program
    .command("workspaces")
    .alias("workspace")
    .description("tenants of a gateway: list, create, delete");
  const command = (name: string, description: string) =>
    asJson(onThisMachine(workspaces.command(name).description(description)));

  does<Local & Json>(cli, command("list", "all of them"), async (options) =>
    (await load()).listWorkspaces(io, options),
  );
  does<NewWorkspace>(
    cli,
    command("create", "make one; prints a sign-in link for its owner")
      .requiredOption("--name <name>", "what people call it")
      .requiredOption("--owner <address>", "who gets the link")
      .option("--slug <slug>", "its name in addresses (default: from the name)"),
    async (options) => (await load()).createWorkspace(io, options),
  );
  does<DeleteWorkspace>(
    cli,
    command("delete <workspace>", "end all its grants and sign everybody out; its audit log stays").option(
      "--confirm <slug>",
      "its slug once more",
    ),
    async (options, workspace) => (await load()).removeWorkspace(io, options, workspace as string),
  );

  const link = program
    .command("sign-in-link")
    .description("print a one-time sign-in link for a member")
    .requiredOption("--email <address>", "whose")
    .option("--workspace <workspace>", "slug or id, where the person is in several");
  does<SignInLink>(cli, asJson(onThisMachine(link)), async (options) =>
    (await import("../operator/sign-in-link.ts")).printSignInLink(io, options),
  );
}
