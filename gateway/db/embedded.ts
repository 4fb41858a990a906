import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";
import { lockDirectory } from "./directory-lock.ts";

interface NodeStream {
  nfd?: number | null;
  node: unknown;
}
interface EmscriptenModule {
  NODEFS?: { stream_ops: Record<string, unknown>; realPath(node: unknown): string };
  FS: { filesystems?: { NODEFS?: EmscriptenModule["NODEFS"] } };
}

/**
 * PGlite runs PostgreSQL with fsync off, and its file system has no fsync at all. This gives it one, so that a
 * commit survives a power cut. It touches a part of PGlite that is not public: the version is pinned and
 * `npm run prove -- crash` holds it.
 */
class DurableFs extends NodeFS {
  override async init(...args: Parameters<NodeFS["init"]>) {
    const result = await super.init(...args);
    const preRun = result.emscriptenOpts.preRun as ((module: EmscriptenModule) => void)[];
    preRun.push((module) => {
      const nodefs = module.NODEFS ?? module.FS.filesystems?.NODEFS;
      if (!nodefs) throw new Error("this PGlite has no NODEFS: commits cannot be made durable");
      nodefs.stream_ops.fsync = (stream: NodeStream) => {
        if (stream.nfd !== undefined && stream.nfd !== null) {
          fsyncSync(stream.nfd);
          return 0;
        }
        const directory = openSync(nodefs.realPath(stream.node), "r");
        try {
          fsyncSync(directory);
        } finally {
          closeSync(directory);
        }
        return 0;
      };
    });
    return result;
  }
}

const SETTINGS = ["-c", "shared_buffers=16MB", "-c", "max_wal_size=64MB", "-c", "min_wal_size=32MB"];
const DURABLE = ["-c", "fsync=on", "-c", "wal_sync_method=fsync"];

/** Opens PGlite in `directory` (made 0700, locked, durable), or in memory without one. */
export async function openEmbedded(
  directory: string | undefined,
): Promise<{ pglite: PGlite; release: () => void }> {
  if (!directory) {
    const startParams = [...PGlite.defaultStartParams, ...SETTINGS];
    return { pglite: await PGlite.create({ startParams }), release: () => {} };
  }
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const release = lockDirectory(directory);
  try {
    const startParams = [...PGlite.defaultStartParams.filter((p) => p !== "-F"), ...SETTINGS, ...DURABLE];
    return {
      pglite: await PGlite.create({ fs: new DurableFs(join(directory, "pgdata")), startParams }),
      release,
    };
  } catch (error) {
    release();
    throw error;
  }
}
