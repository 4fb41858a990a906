import { z } from "zod";
import { openAudit } from "../../../gateway/audit/index.ts";
import { openIdentity } from "../../../gateway/identity/index.ts";
import { createOperatorLink, type LinkAnswer, linkAnswer } from "../../../gateway/operator.ts";
import type { Json, Local } from "../command.ts";
import { CliError, EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { json } from "../table.ts";
import { configuration, gatewaySocket, openOwnDatabase } from "./configuration.ts";
import { ask } from "./socket.ts";

export interface SignInLink extends Local, Json {
  email: string;
  workspace?: string;
}

/** A one-time link for a member, on the record as `sign_in_link.created`. Prints it alone to stdout. */
export async function printSignInLink(io: Io, options: SignInLink): Promise<void> {
  if (!z.email().safeParse(options.email).success)
    throw new CliError(EXIT.usage, `${options.email} is not an address.`);
  const link = await linkFor(io, options);
  if (options.json) return io.out(json(link));
  const minutes = Math.round((Date.parse(link.expires_at) - Date.now()) / 60_000);
  io.err(
    `For ${options.email} in the workspace ${link.workspace}; it works once, within ${minutes} minutes:\n`,
  );
  await io.out(`${link.url}\n`);
}

async function linkFor(io: Io, options: SignInLink): Promise<LinkAnswer> {
  const { email, workspace } = options;
  const { config } = configuration(io, options);
  const socketPath = await gatewaySocket(config);
  if (socketPath) return ask(socketPath, "/sign-in-link", { email, workspace }, linkAnswer);
  const database = await openOwnDatabase(config);
  const audit = openAudit({ db: database.db, clock: Date.now, log: console });
  try {
    const identity = openIdentity({ ...database, cookieKeys: [], clock: Date.now });
    const parts = { database, identity, audit, publicUrl: config.publicUrl };
    return await createOperatorLink(parts, { email, workspace });
  } finally {
    await audit.close();
    await database.close();
  }
}
