import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, rename, unlink } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { CliError, EXIT } from "../exit.ts";
import type { Io } from "../io.ts";

const profile = z.object({
  url: z.string(),
  workspace: z.object({ id: z.string(), slug: z.string() }),
  email: z.string(),
  expires_at: z.string(),
  /** The session's token. Nothing prints it. */
  token: z.string(),
});
export type Profile = z.infer<typeof profile>;
const stored = z.object({
  version: z.literal(1),
  current: z.string().nullable(),
  profiles: z.record(z.string(), profile),
});
export type Profiles = z.infer<typeof stored>;

const LARGEST = 1_000_000;

/** `$XDG_CONFIG_HOME/valetkey/profiles.json`, as the XDG base directory specification has it. */
export function profilesPath({ env }: Io): string {
  const config = env.XDG_CONFIG_HOME?.startsWith("/")
    ? env.XDG_CONFIG_HOME
    : join(env.HOME ?? homedir(), ".config");
  return join(config, "valetkey", "profiles.json");
}

const unusable = (path: string, why: string, next: string) =>
  new CliError(EXIT.failed, `${path} ${why}.`, { code: "credential_file", next });

/** None when there is no file. Throws for a file that somebody else could have put there, or could read. */
export async function readProfiles(io: Io): Promise<Profiles> {
  const path = profilesPath(io);
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      if (error.code === "ELOOP")
        throw unusable(
          path,
          "is a symbolic link",
          "Credentials are kept in a file of their own: remove the link and sign in again.",
        );
      throw unusable(
        path,
        `cannot be read (${error.code})`,
        "Give it back to yourself, or remove it and sign in again.",
      );
    },
  );
  if (!file) return { version: 1, current: null, profiles: {} };
  try {
    const { mode, uid, size } = await file.stat();
    const mine = process.getuid === undefined || uid === process.getuid();
    if (!mine) throw unusable(path, "belongs to somebody else", "Remove it and sign in again.");
    if (process.platform !== "win32" && (mode & 0o077) !== 0)
      throw unusable(
        path,
        "may be read by others",
        `chmod 600 ${path}; and if others have read it, valetkey logout and sign in again.`,
      );
    const found = size > LARGEST ? undefined : stored.safeParse(parsed(await file.readFile("utf8")));
    if (!found?.success) throw unusable(path, "is not what valetkey wrote", "Remove it and sign in again.");
    return found.data;
  } finally {
    await file.close();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Replaced whole or not at all, 0600 in a directory of 0700; a link in its place is replaced, never followed. */
export async function writeProfiles(io: Io, profiles: Profiles): Promise<void> {
  const path = profilesPath(io);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(profiles, null, 2)}\n`);
    await file.sync();
    await file.close();
    await rename(draft, path);
  } catch (error) {
    await unlink(draft).catch(() => {});
    throw error;
  }
}

/** The one named, by option or VALETKEY_PROFILE, or the last one that signed in. Throws `signed_out`. */
export async function chosenProfile(
  io: Io,
  named: string | undefined,
): Promise<{ name: string; profile: Profile }> {
  const { current, profiles } = await readProfiles(io);
  const name = named ?? io.env.VALETKEY_PROFILE ?? current;
  const found = name === null ? undefined : Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (name !== null && found) return { name, profile: found };
  const others = Object.keys(profiles);
  if (name !== null && others.length > 0)
    throw new CliError(EXIT.signedOut, `There is no sign-in ${name}.`, {
      next: `There are: ${others.join(", ")}.`,
    });
  throw new CliError(EXIT.signedOut, "Nobody is signed in.", {
    next: "valetkey login --url https://your.gateway",
  });
}
