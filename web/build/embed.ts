import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build, type Plugin } from "vite";

const entry = fileURLToPath(new URL("../src/embed/valetkey-missing.ts", import.meta.url));
const NAME = "valetkey-missing.js";

/**
 * The warning for other products' pages, beside the app: one script that shares nothing with it, under a name that stays,
 * since others write it into their pages. `limit` is KB of brotli.
 */
export function embed(limit: number): Plugin {
  let root = "";
  let outDir = "";
  return {
    name: "valetkey:embed",
    apply: "build",
    configResolved(config) {
      root = config.root;
      outDir = resolve(config.root, config.build.outDir, "embed");
    },
    async writeBundle() {
      await build({
        configFile: false,
        root,
        publicDir: false,
        logLevel: "warn",
        build: {
          outDir,
          emptyOutDir: true,
          target: "es2023",
          modulePreload: false,
          rolldownOptions: { input: entry, output: { format: "es", entryFileNames: NAME } },
        },
      });
      const size = brotliCompressSync(await readFile(join(outDir, NAME))).length / 1024;
      this.info(`embedded warning, KB of brotli: ${size.toFixed(1)} (${limit})`);
      if (size > limit) this.error("the embedded warning is over its size budget");
    },
  };
}
