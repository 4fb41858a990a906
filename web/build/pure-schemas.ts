import { fileURLToPath } from "node:url";
import type { ESTree, Plugin } from "vite";

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

/** What of a route only the server and the description read. */
const FOR_OTHERS = ["access", "summary", "description", "status", "atBrowser", "shownOnce"];

type Edit = { start: number; end: number; text: string };

/** `route({ … })` without what no page reads; anything else stays as it is. */
function spared(init: ESTree.Expression, code: string): Edit[] {
  const [declared] = init.type === "CallExpression" ? init.arguments : [];
  if (init.type !== "CallExpression" || init.callee.type !== "Identifier" || init.callee.name !== "route")
    return [];
  if (declared?.type !== "ObjectExpression") return [];
  return declared.properties.flatMap((property) => {
    if (property.type !== "Property" || property.key.type !== "Identifier") return [];
    if (!FOR_OTHERS.includes(property.key.name)) return [];
    const { start, end } = property;
    const comma = /^\s*,/.exec(code.slice(end))?.[0].length ?? 0;
    return [{ start, end: end + comma, text: "" }];
  });
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
      const edits: Edit[] = inits.flatMap((init) => [
        { start: init.start, end: init.start, text: "/* @__PURE__ */ (() => (" },
        ...spared(init, code),
        { start: init.end, end: init.end, text: "))()" },
      ]);
      // From behind, so that the positions before stay true.
      const pure = edits.reduceRight(
        (text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end),
        code,
      );
      return { code: pure, map: null };
    },
  };
}
