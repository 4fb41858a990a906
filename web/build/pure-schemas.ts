import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const contract = /\/gateway\/api\/contract\/[\w-]+\.ts$/;

/** Zod must be told not to compile before the first schema exists, whichever chunk that comes with. */
export function configuredZod(): Plugin {
  const first = fileURLToPath(new URL("../src/api/zod.ts", import.meta.url));
  return {
    name: "valetkey:configured-zod",
    transform: (code, id) =>
      contract.test(id) ? { code: `import ${JSON.stringify(first)};${code}`, map: null } : null,
  };
}

/**
 * Building a schema or a route has no other effect, which no bundler can know of `z.object(…)`: each is said to be pure,
 * so that those that no page reads are left out of what it loads.
 */
export function pureSchemas(): Plugin {
  return {
    name: "valetkey:pure-schemas",
    apply: "build",
    transform(code, id) {
      if (!contract.test(id)) return null;
      const inits = this.parse(code, { lang: "ts" })
        .body.map((node) => (node.type === "ExportNamedDeclaration" ? node.declaration : node))
        .flatMap((node) => (node?.type === "VariableDeclaration" ? node.declarations : []))
        .flatMap(({ init }) => (init ? [init] : []));
      // From behind, so that the positions before stay true.
      const pure = inits.reduceRight(
        (text, { start, end }) =>
          `${text.slice(0, start)}/* @__PURE__ */ (() => (${text.slice(start, end)}))()${text.slice(end)}`,
        code,
      );
      return { code: pure, map: null };
    },
  };
}
