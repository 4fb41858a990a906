import { readFileSync } from "node:fs";
import { type Duplex, Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { createZstdCompress, createZstdDecompress } from "node:zlib";
import { Decrypter, Encrypter } from "age-encryption";
import { askSecret, canAsk } from "../ask.ts";
import { CliError, EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { damaged } from "./format.ts";

export const PASSPHRASE = "VALETKEY_BACKUP_PASSPHRASE";
const LEAST = 12;
const MAGIC = "age-encryption.org/v1\n";

export interface SealOptions {
  recipient?: string[];
  passphraseFile?: string;
}
export interface OpenOptions {
  identity?: string[];
  passphraseFile?: string;
}

type Web = globalThis.ReadableStream<Uint8Array>;

function fileOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new CliError(EXIT.usage, `Cannot read ${path}: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

const TYPE_IT = `Put it into a file and name that with --passphrase-file, or set ${PASSPHRASE}.`;

/** From a file, from the environment, or typed. Never from the command line: that is everybody's to read. */
async function passphraseOf(
  io: Io,
  { passphraseFile }: { passphraseFile?: string },
  twice: boolean,
): Promise<string> {
  const given = passphraseFile ? fileOf(passphraseFile).replace(/\r?\n$/, "") : io.env[PASSPHRASE];
  if (given) return given;
  const typed = await askSecret(io, "Passphrase of the backup: ", TYPE_IT);
  if (twice && (await askSecret(io, "Once more: ", TYPE_IT)) !== typed)
    throw new CliError(EXIT.usage, "The two are not the same.");
  return typed;
}

/** How a backup is closed. `check`: opens it again, where that can be done with what closed it. */
export interface Sealing {
  how: "passphrase" | "recipients";
  seal(plain: AsyncIterable<Buffer>): Promise<Readable>;
  check: ((sealed: Readable) => Promise<AsyncIterable<Buffer>>) | undefined;
}

/** For recipients (`age1…`), else with a passphrase of at least 12 characters. */
export async function sealing(io: Io, options: SealOptions): Promise<Sealing> {
  const encrypter = new Encrypter();
  const { recipient = [] } = options;
  if (recipient.length > 0) {
    for (const one of recipient) {
      try {
        encrypter.addRecipient(one.trim());
      } catch {
        throw new CliError(EXIT.usage, `${one} is not a recipient: they begin with age1.`, {
          next: "age-keygen makes one; the private half stays where you restore.",
        });
      }
    }
    return { how: "recipients", seal: (plain) => closed(encrypter, plain), check: undefined };
  }
  const passphrase = await passphraseOf(io, options, canAsk(io));
  if (passphrase.length < LEAST)
    throw new CliError(EXIT.usage, `The passphrase is too short: at least ${LEAST} characters.`, {
      next: "Whoever has the file may try as many as they like.",
    });
  encrypter.setPassphrase(passphrase);
  return {
    how: "passphrase",
    seal: (plain) => closed(encrypter, plain),
    check: (sealed) => opened(withPassphrase(passphrase), sealed),
  };
}

function withPassphrase(passphrase: string): Decrypter {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return decrypter;
}

/** With the identities of files (as `age-keygen` writes them), else with the passphrase. */
export async function opening(
  io: Io,
  options: OpenOptions,
): Promise<(sealed: Readable) => Promise<AsyncIterable<Buffer>>> {
  const { identity = [] } = options;
  if (identity.length === 0) {
    const decrypter = withPassphrase(await passphraseOf(io, options, false));
    return (sealed) => opened(decrypter, sealed);
  }
  const decrypter = new Decrypter();
  for (const path of identity) {
    const keys = fileOf(path)
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line && !line.startsWith("#"));
    try {
      for (const key of keys) decrypter.addIdentity(key);
    } catch {
      throw new CliError(EXIT.usage, `${path} is not a file of identities: they begin with AGE-SECRET-KEY-.`);
    }
  }
  return (sealed) => opened(decrypter, sealed);
}

/** An error of what feeds it ends it too. */
function through(source: Readable, next: Duplex): Duplex {
  source.once("error", (error) => next.destroy(error));
  next.once("close", () => source.destroy());
  return source.pipe(next);
}

async function closed(encrypter: Encrypter, plain: AsyncIterable<Buffer>): Promise<Readable> {
  const packed = through(Readable.from(plain, { objectMode: false }), createZstdCompress());
  const sealed = await encrypter.encrypt(Readable.toWeb(packed) as unknown as Web);
  return Readable.fromWeb(sealed as unknown as ReadableStream<Uint8Array>);
}

async function opened(decrypter: Decrypter, sealed: Readable): Promise<AsyncIterable<Buffer>> {
  const web = Readable.toWeb(sealed) as unknown as Web;
  const plain = await decrypter.decrypt(web).catch(() => {
    sealed.destroy();
    throw new CliError(
      EXIT.refused,
      "It does not open: the passphrase or identity is another one, or the file is damaged.",
      {
        code: "backup_not_opened",
      },
    );
  });
  const unpacked = through(
    Readable.fromWeb(plain as unknown as ReadableStream<Uint8Array>),
    createZstdDecompress(),
  );
  return whole(unpacked);
}

/** What the layers say of a damaged file is their own matter. */
async function* whole(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* stream;
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw damaged("what follows does not open");
  }
}

/** Whether a file is closed as backups are. */
export const looksSealed = (start: Buffer): boolean => start.toString("latin1").startsWith(MAGIC);
export const MAGIC_LENGTH = MAGIC.length;
