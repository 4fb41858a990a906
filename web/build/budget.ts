import { brotliCompressSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

/** KB of brotli, and the number of files. */
type Limits = { shell: number; firstLoad: number; files: number };
type Bundle = Rolldown.OutputBundle;

/** Fails the build when what a browser must load first outgrows its budget. */
export function budget(limits: Limits): Plugin {
  return {
    name: "valetkey:budget",
    apply: "build",
    writeBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const entry = chunks.find((chunk) => chunk.isEntry);
      if (!entry) return;
      const shell = kilobytes(bundle, needs(bundle, [entry.fileName]));
      const loads = chunks
        .filter((chunk) => chunk.isDynamicEntry)
        .map(({ name, fileName }) => {
          const files = needs(bundle, [entry.fileName, fileName]);
          return { page: name, size: kilobytes(bundle, files), files: files.size };
        })
        .sort((a, b) => b.size - a.size);
      const lines = loads.map(({ page, size, files }) => `${page} ${size.toFixed(1)} in ${files}`).join(", ");
      this.info(
        `first load, KB of brotli in files: shell ${shell.toFixed(1)} (${limits.shell}); ${lines} (${limits.firstLoad} in ${limits.files})`,
      );
      const most = (of: "size" | "files") => Math.max(0, ...loads.map((load) => load[of]));
      if (shell > limits.shell || most("size") > limits.firstLoad || most("files") > limits.files)
        this.error("over the size budget");
    },
  };
}

/** The chunks themselves, all they import statically, and the stylesheets of these. */
function needs(bundle: Bundle, roots: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (name: string) => {
    const file = bundle[name];
    if (found.has(name) || !file) return;
    found.add(name);
    if (file.type !== "chunk") return;
    for (const sheet of file.viteMetadata?.importedCss ?? []) found.add(sheet);
    file.imports.forEach(visit);
  };
  roots.forEach(visit);
  return found;
}

const sizes = new WeakMap<object, number>();

function kilobytes(bundle: Bundle, names: ReadonlySet<string>): number {
  let bytes = 0;
  for (const name of names) {
    const file = bundle[name];
    if (!file) continue;
    const size =
      sizes.get(file) ?? brotliCompressSync(file.type === "chunk" ? file.code : file.source).length;
    sizes.set(file, size);
    bytes += size;
  }
  return bytes / 1024;
}
