import { chmod, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { join } from "node:path";
import { z } from "zod";
import type { Audit } from "./audit/index.ts";
import type { Database } from "./db/index.ts";
import type { Grants } from "./grants/index.ts";
import type { Identity } from "./identity/index.ts";
import type { Log } from "./log.ts";
import { backupRoutes } from "./operator-backup.ts";
import { OperatorError } from "./operator-error.ts";
import { keyRoutes, type OperatorRoute, operatorMessage } from "./operator-key-routes.ts";
import { type OperatorKeys, openOperatorKeys } from "./operator-keys.ts";
import { mintLink } from "./operator-link.ts";
import { openOperatorWorkspaces, workspaceRoutes } from "./operator-workspaces.ts";
import type { LoadedKeys } from "./vault/index.ts";

export const linkRequest = z.strictObject({
  email: z.email().max(320),
  /** Slug or id; needed when the person is in several. */
  workspace: z.string().max(64).optional(),
});
/** Where the running gateway says that people reach it. */
export const aboutAnswer = z.object({ public_url: z.url() });
export const linkAnswer = z.object({ url: z.string(), workspace: z.string(), expires_at: z.string() });
export type LinkAnswer = z.infer<typeof linkAnswer>;

export { mintLink, OperatorError };

export interface OperatorParts {
  database: Pick<Database, "system">;
  identity: Pick<Identity, "people" | "sessions">;
  audit: Audit;
  publicUrl: string;
}

/** A one-time sign-in link for a member, asked for by whoever may read the data directory or the database. */
export async function createOperatorLink(
  { database, identity, audit, publicUrl }: OperatorParts,
  { email, workspace }: z.infer<typeof linkRequest>,
): Promise<LinkAnswer> {
  const found = await database.system.tables.member.findMany({
    where: {
      user: { email: email.toLowerCase() },
      workspace: { deletedAt: null, ...(workspace && { OR: [{ id: workspace }, { slug: workspace }] }) },
    },
    include: { workspace: true, user: true },
    orderBy: { createdAt: "asc" },
  });
  const [member] = found;
  const where = workspace ? ` of the workspace ${workspace}` : "";
  if (!member) throw new OperatorError(`${email} is not a member${where}.`);
  if (found.length > 1) {
    const slugs = found.map((m) => m.workspace.slug).join(", ");
    throw new OperatorError(`${email} is in several workspaces; name one: ${slugs}.`);
  }
  const { url, expires_at } = await mintLink(
    { identity, audit, publicUrl },
    { workspaceId: member.workspaceId, userId: member.userId, label: member.user.email, by: "operator" },
  );
  return { url, workspace: member.workspace.slug, expires_at };
}

export const socketOf = (directory: string): string => join(directory, "operator.sock");
const MAX_BODY = 4_096;

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > MAX_BODY) throw new OperatorError("The request is too large.");
  }
  return JSON.parse(text);
}

type ServerParts = OperatorParts & {
  database: Pick<Database, "db" | "system">;
  log: Log;
  identity: Identity;
  grants: Pick<Grants, "endAll">;
};

function operatorServer(parts: ServerParts, keys: OperatorKeys): Server {
  const routes = new Map<string, OperatorRoute>(
    Object.entries({
      ...keyRoutes(keys),
      ...workspaceRoutes(openOperatorWorkspaces(parts)),
      ...backupRoutes(parts),
    }),
  );
  routes.set("/about", async () => ({ public_url: parts.publicUrl }));
  routes.set("/sign-in-link", async (body) => {
    const asked = linkRequest.safeParse(body);
    if (!asked.success) throw new OperatorError("That is not an address and a workspace.");
    return createOperatorLink(parts, asked.data);
  });
  return createServer(async (request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const route = request.method === "POST" ? routes.get(request.url ?? "") : undefined;
    if (!route) return void answer(404, { error: "not found" });
    try {
      const found = await route(await bodyOf(request), response);
      if (found) answer(200, found);
    } catch (error) {
      const known = error instanceof OperatorError || error instanceof SyntaxError;
      if (!known) parts.log.error({ err: error }, "an operator's request failed");
      if (response.headersSent) return void response.end();
      const message = error instanceof SyntaxError ? "That is not JSON." : operatorMessage(error);
      answer(known ? 400 : 500, { error: message });
    }
  });
}

/**
 * The operator's door while the embedded gateway holds its database: a unix socket beside it that only the gateway's
 * own account can open. Where it cannot be made the gateway runs without.
 */
export async function openOperator(
  parts: ServerParts & { directory: string; database: Database; keys: LoadedKeys },
): Promise<{ close(): Promise<void> }> {
  const path = socketOf(parts.directory);
  await rm(path, { force: true }); // left by a gateway that was killed: the directory's lock is ours
  const keys = openOperatorKeys(parts);
  const server = operatorServer(parts, keys);
  const umask = process.umask(0o177); // the socket is never open to others, not even before the chmod
  const listening = new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(path, resolve);
  });
  process.umask(umask);
  try {
    await listening;
    await chmod(path, 0o600);
  } catch (err) {
    parts.log.warn(
      { err },
      "no operator socket: npm run sign-in-link works only while the gateway is stopped",
    );
  }
  return {
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await keys.idle(); // it was told to stop when its connection closed; the batch under way is written
      await rm(path, { force: true });
    },
  };
}
