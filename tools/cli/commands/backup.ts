import type { Command } from "commander";
import type { RestoreOptions } from "../backup/restore.ts";
import type { BackupOptions } from "../backup/take.ts";
import { asJson, type Cli, does, onThisMachine } from "../command.ts";

const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** `valetkey backup`, `valetkey restore`: where the gateway's data is. */
export function backupCommands(program: Command, cli: Cli): void {
  const { io } = cli;
  const backup = program
    .command("backup")
    .description("write the whole gateway into one encrypted file, while it runs or not")
    .option("--out <file>", "a new file (default: valetkey-<time>.age here)")
    .option("--recipient <age1…>", "close it for this public key; may be given several times", collect)
    .option("--passphrase-file <file>", "the passphrase is in this file (default: you are asked)")
    .option("--with-keys", "put the vault's keys in too: the file then opens every credential");
  does<BackupOptions>(cli, asJson(onThisMachine(backup)), async (options) =>
    (await import("../backup/take.ts")).takeBackup(io, options),
  );

  const restore = program
    .command("restore <file>")
    .description("fill an empty database from a backup, embedded or PostgreSQL")
    .option("--check", "only read it to its end; nothing is restored")
    .option(
      "--identity <file>",
      "private keys, as age-keygen writes them; may be given several times",
      collect,
    )
    .option("--passphrase-file <file>", "the passphrase is in this file (default: you are asked)")
    .option("--keys-out <file>", "write the vault's keys that are inside into this new file");
  does<RestoreOptions>(cli, asJson(onThisMachine(restore)), async (options, file) =>
    (await import("../backup/restore.ts")).restoreBackup(io, options, file as string),
  );
}
