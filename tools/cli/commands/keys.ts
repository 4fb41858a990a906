import type { Command } from "commander";
import { asJson, type Cli, does, type Json, type Local, onThisMachine } from "../command.ts";

type Options = Local & Json;
const load = () => import("../operator/keys.ts");

/** `valetkey keys …`: where the gateway's data is. */
export function keysCommands(program: Command, cli: Cli): void {
  const { io } = cli;
  const keys = program
    .command("keys")
    .description("the keys that seal credentials: list, rotate, take away (docs/keys.md)");
  const command = (name: string, description: string) =>
    asJson(onThisMachine(keys.command(name).description(description)));

  does<Options>(
    cli,
    command("list", "which keys there are, and what each seals").alias("status"),
    async (options) => (await load()).listKeys(io, options),
  );
  does(
    cli,
    keys.command("new").description("print a new entry for VAULT_KEYS; nothing is written"),
    async () => (await load()).newKey(io),
  );
  does<Options>(
    cli,
    command("rotate", "seal everything with the current key, while calls go on"),
    async (options) => (await load()).rotateKeys(io, options),
  );
  does<Options>(cli, command("check <key>", "whether anything still uses a key"), async (options, key) =>
    (await load()).checkKey(io, options, key as string),
  );
  does<Options>(
    cli,
    command("remove <key>", "take an unused key out of the key file"),
    async (options, key) => (await load()).removeKey(io, options, key as string),
  );
}
