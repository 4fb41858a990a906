import { existsSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { createApp } from "../gateway/app.ts";
import type { loadConfig } from "../gateway/config.ts";
import { OperatorError, socketOf } from "../gateway/operator.ts";
import {
  createdWorkspace,
  deletedWorkspace,
  type OperatorWorkspaces,
  openOperatorWorkspaces,
  workspaceList,
} from "../gateway/operator-workspaces.ts";
import { answers, post } from "./operator-socket.ts";

type Door = OperatorWorkspaces & { close(): Promise<void> };

/** The workspaces of the running gateway; where none holds the database, those of a gateway without a door. */
export async function openWorkspaceDoor(
  { config, secrets }: ReturnType<typeof loadConfig>,
  otherDir: string | undefined,
): Promise<Door> {
  const dataDir = otherDir ?? config.dataDir;
  const databaseUrl = otherDir === undefined ? config.databaseUrl : undefined;
  if (!databaseUrl) {
    const socketPath = socketOf(dataDir);
    if (await answers(socketPath)) return remoteDoor(socketPath);
    // Opening an empty directory would make a database.
    if (!existsSync(join(dataDir, "pgdata"))) throw new OperatorError(`There is no database in ${dataDir}.`);
  }
  // All of a gateway: deleting ends grants behind the fence of those that run.
  const own = { ...config, dataDir, databaseUrl, logLevel: "silent" as const };
  const app = await createApp({ config: own, secrets, jobs: false }).catch((error: Error) => {
    if (databaseUrl || !existsSync(join(dataDir, "gateway.lock"))) throw error;
    throw new OperatorError(`${error.message}\nIt does not answer on ${socketOf(dataDir)}.`);
  });
  const workspaces = openOperatorWorkspaces({ ...app, publicUrl: config.publicUrl });
  return { ...workspaces, close: () => app.close() };
}

function remoteDoor(socketPath: string): Door {
  const ask = async <T>(path: string, body: object, shape: z.ZodType<T>): Promise<T> => {
    let text = "";
    for await (const chunk of await post(socketPath, path, body)) text += chunk;
    return shape.parse(JSON.parse(text));
  };
  return {
    list: () => ask("/workspaces/list", {}, workspaceList),
    create: (of) => ask("/workspaces/create", of, createdWorkspace),
    delete: (which) => ask("/workspaces/delete", which, deletedWorkspace),
    close: async () => {},
  };
}
