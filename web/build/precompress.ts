import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import type { Plugin } from "vite";

const brotli = promisify(brotliCompress);
const text = /\.(?:js|css|html|svg|json)$/;

/** Writes a `.br` beside every text asset, so that the gateway serves them without compressing on each request. */
export function precompress(): Plugin {
  let outDir = "";
  return {
    name: "valetkey:precompress",
    apply: "build",
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      // A build that failed says why by itself.
      if (!existsSync(outDir)) return;
      const names = (await readdir(outDir, { recursive: true })).filter((name) => text.test(name));
      await Promise.all(names.map((name) => compress(join(outDir, name))));
    },
  };
}

async function compress(path: string): Promise<void> {
  const raw = await readFile(path);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
  };
  await writeFile(`${path}.br`, await brotli(raw, { params }));
}
