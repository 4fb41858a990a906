import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export interface SlackDescription {
  checker: ts.TypeChecker;
  /** By the method's name, `chat.postMessage`. */
  argumentsOf(method: string): ts.Type | undefined;
}

let loaded: SlackDescription | undefined;

/**
 * The argument types of Slack's own client, read with the TypeScript compiler: the types of methods name them, a
 * program over the argument types alone (not the answers, which are ten times as many) resolves them.
 */
export function slackDescription(): SlackDescription {
  if (loaded) return loaded;
  const at = (file: string) => fileURLToPath(new URL(file, import.meta.resolve("@slack/web-api")));
  const names = methodsIn(readFileSync(at("./methods.d.ts"), "utf8"));
  const root = at("./types/request/index.d.ts");
  const program = ts.createProgram([root], {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(root);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module || names.size === 0)
    throw new Error("@slack/web-api is no longer laid out as test/vendor/slack-description.ts reads it.");
  const exported = new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, symbol]));
  loaded = {
    checker,
    argumentsOf(method) {
      const symbol = exported.get(names.get(method) ?? "");
      if (!symbol) return undefined;
      const real = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return checker.getDeclaredTypeOfSymbol(real);
    },
  };
  return loaded;
}

/** `readonly chat: {postMessage: MethodWithRequiredArgument<ChatPostMessageArguments, …>}` of the class `Methods`. */
function methodsIn(source: string): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (members: ts.NodeArray<ts.Node>, before: string): void => {
    for (const member of members) {
      if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member)) continue;
      const name = before + member.name.getText();
      const { type } = member;
      if (type && ts.isTypeLiteralNode(type)) visit(type.members, `${name}.`);
      if (!type || !ts.isTypeReferenceNode(type)) continue;
      const [taken] = type.typeArguments ?? [];
      if (taken && ts.isTypeReferenceNode(taken)) found.set(name, taken.typeName.getText());
    }
  };
  ts.forEachChild(ts.createSourceFile("methods.d.ts", source, ts.ScriptTarget.Latest, true), (node) => {
    if (ts.isClassDeclaration(node)) visit(node.members, "");
  });
  return found;
}
