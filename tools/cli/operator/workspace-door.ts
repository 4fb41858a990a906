import { createApp } from "../../../gateway/app.ts";
import {
  createdWorkspace,
  deletedWorkspace,
  type OperatorWorkspaces,
  openOperatorWorkspaces,
  workspaceList,
} from "../../../gateway/operator-workspaces.ts";
import { type Configuration, gatewaySocket, held, mustHaveDatabase } from "./configuration.ts";
import { ask } from "./socket.ts";

type Door = OperatorWorkspaces & { close(): Promise<void> };

/** The workspaces of the running gateway; where none holds the database, those of a gateway without a door. */
export async function openWorkspaceDoor({ config, secrets }: Configuration): Promise<Door> {
  const socketPath = await gatewaySocket(config);
  if (socketPath) return remoteDoor(socketPath);
  mustHaveDatabase(config);
  // All of a gateway: deleting ends grants behind the fence of those that run.
  const own = { ...config, logLevel: "silent" as const };
  const app = await createApp({ config: own, secrets, jobs: false }).catch((error) => held(config, error));
  const workspaces = openOperatorWorkspaces({ ...app, publicUrl: config.publicUrl });
  return { ...workspaces, close: () => app.close() };
}

function remoteDoor(socketPath: string): Door {
  return {
    list: () => ask(socketPath, "/workspaces/list", {}, workspaceList),
    create: (of) => ask(socketPath, "/workspaces/create", of, createdWorkspace),
    delete: (which) => ask(socketPath, "/workspaces/delete", which, deletedWorkspace),
    close: async () => {},
  };
}
