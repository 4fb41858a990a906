import { chmod, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { join } from "node:path";
import { z } from "zod";
import type { Audit } from "./audit/index.ts";
import type { Database } from "./db/index.ts";
import type { Identity } from "./identity/index.ts";
import type { Log } from "./log.ts";

export const linkRequest = z.strictObject({
  email: z.email().max(320),
  /** Slug or id; needed when the person is in several. */
  workspace: z.string().max(64).optional(),
});
export const linkAnswer = z.object({ url: z.string(), workspace: z.string(), expires_at: z.string() });
export type LinkAnswer = z.infer<typeof linkAnswer>;

/** What an operator must say differently. */
export class OperatorError extends Error {}

export interface OperatorParts {
  database: Pick<Database, "system">;
  identity: Pick<Identity, "people" | "sessions">;
  audit: Audit;
  publicUrl: string;
}

/** Makes a link and records who had it made. */
export async function mintLink(
  { identity, audit, publicUrl }: Omit<OperatorParts, "database">,
  {
    workspaceId,
    userId,
    label,
    by,
  }: { workspaceId: string; userId: string; label: string | null; by: string },
): Promise<{ url: string; expires_at: string }> {
  const link = await identity.sessions.createLink(workspaceId, userId);
  const expires_at = link.expiresAt.toISOString();
  await audit.append(identity.people.systemPrincipal(workspaceId, by), {
    type: "sign_in_link.created",
    outcome: "ok",
    target: { kind: "member", id: userId, label },
    data: { link: link.id, expires_at },
  });
  return { url: `${publicUrl}/sign-in#${link.token}`, expires_at };
}

/** A one-time sign-in link for a member, asked for by whoever may read the data directory or the database. */
export async function createOperatorLink(
  { database, identity, audit, publicUrl }: OperatorParts,
  { email, workspace }: z.infer<typeof linkRequest>,
): Promise<LinkAnswer> {
  const found = await database.system.tables.member.findMany({
    where: {
      user: { email: email.toLowerCase() },
      ...(workspace && { workspace: { OR: [{ id: workspace }, { slug: workspace }] } }),
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

function operatorServer(parts: OperatorParts & { log: Log }): Server {
  return createServer(async (request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (request.method !== "POST" || request.url !== "/sign-in-link")
      return void answer(404, { error: "not found" });
    try {
      const asked = linkRequest.safeParse(await bodyOf(request));
      if (!asked.success) throw new OperatorError("That is not an address and a workspace.");
      answer(200, await createOperatorLink(parts, asked.data));
    } catch (error) {
      const known = error instanceof OperatorError || error instanceof SyntaxError;
      if (!known) parts.log.error({ err: error }, "an operator's request failed");
      answer(known ? 400 : 500, { error: known ? error.message : "It failed; the gateway's log says more." });
    }
  });
}

/**
 * The operator's door while the embedded gateway holds its database: a unix socket beside it that only the gateway's
 * own account can open. Where it cannot be made the gateway runs without.
 */
export async function openOperator(
  parts: OperatorParts & { log: Log; directory: string },
): Promise<{ close(): Promise<void> }> {
  const path = socketOf(parts.directory);
  await rm(path, { force: true }); // left by a gateway that was killed: the directory's lock is ours
  const server = operatorServer(parts);
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
      await rm(path, { force: true });
    },
  };
}
