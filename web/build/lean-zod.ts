import type { ESTree, Plugin } from "vite";

/** What of zod makes JSON Schema of schemas: the server does that for its description, a page never. */
const unused = /\/zod\/v4\/core\/(?:to-json-schema|json-schema-processors)\.js$/;

function namesOf(node: ESTree.Statement): string[] {
  if (node.type !== "ExportNamedDeclaration") return [];
  const { declaration, specifiers } = node;
  if (declaration?.type === "FunctionDeclaration") return declaration.id ? [declaration.id.name] : [];
  if (declaration?.type === "VariableDeclaration")
    return declaration.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []));
  return specifiers.flatMap(({ exported }) => (exported.type === "Identifier" ? [exported.name] : []));
}

/** Leaves 32 KB of zod out of the first load that no tree-shaking can: every schema holds on to them. */
export function leanZod(): Plugin {
  return {
    name: "valetkey:lean-zod",
    apply: "build",
    transform(code, id) {
      if (!unused.test(id)) return null;
      const names = this.parse(code).body.flatMap((node) => namesOf(node as ESTree.Statement));
      const none = `const none = () => { throw new Error("JSON Schema is left out of the web app"); };`;
      return { code: `${none}\nexport { ${names.map((name) => `none as ${name}`).join(", ")} };`, map: null };
    },
  };
}
