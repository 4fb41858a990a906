import type { Json, Local } from "../command.ts";
import type { Io } from "../io.ts";
import { json, table } from "../table.ts";
import { number, when } from "../text.ts";
import { configuration } from "./configuration.ts";
import { openWorkspaceDoor } from "./workspace-door.ts";

type Options = Local & Json;
type Door = Awaited<ReturnType<typeof openWorkspaceDoor>>;

async function atDoor<T>(io: Io, options: Local, work: (door: Door) => Promise<T>): Promise<T> {
  const door = await openWorkspaceDoor(configuration(io, options));
  try {
    return await work(door);
  } finally {
    await door.close();
  }
}

export async function listWorkspaces(io: Io, options: Options): Promise<void> {
  const found = await atDoor(io, options, (door) => door.list());
  const columns = [
    { title: "slug", cell: (w: Row) => w.slug },
    { title: "id", cell: (w: Row) => w.id },
    { title: "members", cell: (w: Row) => number(w.members), right: true },
    { title: "made", cell: (w: Row) => when(w.created_at) },
    { title: "deleted", cell: (w: Row) => when(w.deleted_at) },
    { title: "name", cell: (w: Row) => w.name, shrinks: true },
  ];
  await io.out(
    options.json ? json(found) : table(io, found.workspaces, columns, "There is no workspace yet."),
  );
}
type Row = Awaited<ReturnType<Door["list"]>>["workspaces"][number];

export interface NewWorkspace extends Options {
  name: string;
  owner: string;
  slug?: string;
}

/** Prints the owner's sign-in link alone to stdout. */
export async function createWorkspace(io: Io, options: NewWorkspace): Promise<void> {
  const { name, owner, slug } = options;
  const made = await atDoor(io, options, (door) =>
    door.create({ name, owner, ...(slug !== undefined && { slug }) }),
  );
  if (options.json) return io.out(json(made));
  const minutes = Math.round((Date.parse(made.expires_at) - Date.now()) / 60_000);
  io.err(`Workspace ${made.slug} (${made.id}). For ${owner}; it works once, within ${minutes} minutes:\n`);
  await io.out(`${made.url}\n`);
}

export interface DeleteWorkspace extends Options {
  confirm?: string;
}

export async function removeWorkspace(io: Io, options: DeleteWorkspace, workspace: string): Promise<void> {
  const confirm = options.confirm ?? "";
  const ended = await atDoor(io, options, (door) => door.delete({ workspace, confirm }));
  if (options.json) return io.out(json(ended));
  const { id, members, tokens, grants } = ended;
  await io.out(
    `Deleted ${confirm} (${id}): ${members} members are signed out, ${tokens} tokens and ${grants} grants have ended.\n`,
  );
  io.err(
    `The providers' receipts follow while a gateway runs. Its audit log stays: valetkey audit export --local --workspace ${id}\n`,
  );
}
