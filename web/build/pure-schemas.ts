import type { Plugin } from "vite";

const contract = /\/gateway\/api\/contract\.ts$/;

/**
 * Building a schema has no other effect, which no bundler can know of `z.object(…)`: each is said to be pure, so that
 * those that no page reads are left out of the first load.
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
