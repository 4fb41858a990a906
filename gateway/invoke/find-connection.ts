import type { Directory, RegisteredServer, RegisteredTool } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { type Connected, chooseConnection } from "./choose-connection.ts";

export interface FindOptions {
  directory: Pick<Directory, "connectionsOf">;
  publicUrl: string;
}

/** The connector that serves this call. Throws a `Refusal` that tells the agent what to do. */
export async function findConnection(
  { directory, publicUrl }: FindOptions,
  who: Principal,
  server: RegisteredServer,
  tool: RegisteredTool,
  { named, mine }: { named: string | undefined; mine: ReadonlySet<string> | undefined },
): Promise<Connected> {
  const every = await directory.connectionsOf(who, server.provider.id);
  const choice = chooseConnection(every, { publicUrl, who, server, tool, named, mine });
  if ("refusal" in choice) throw choice.refusal;
  return choice.connection;
}
