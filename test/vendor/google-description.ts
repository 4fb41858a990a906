import { readFileSync } from "node:fs";
import ts from "typescript";
import { mostFixed, type Template, templateOf } from "./request.ts";

/** The versions that the gateway calls, each in a package of Google's own. */
const VERSIONS = {
  gmail: new URL("./v1", import.meta.resolve("@googleapis/gmail")),
  calendar: new URL("./v3", import.meta.resolve("@googleapis/calendar")),
  drive: new URL("./v3", import.meta.resolve("@googleapis/drive")),
  docs: new URL("./v1", import.meta.resolve("@googleapis/docs")),
  sheets: new URL("./v4", import.meta.resolve("@googleapis/sheets")),
  slides: new URL("./v1", import.meta.resolve("@googleapis/slides")),
};
export type GoogleApi = keyof typeof VERSIONS;

export interface Property {
  type: ts.TypeNode;
  required: boolean;
}
export type Properties = ReadonlyMap<string, Property>;

export interface GoogleMethod {
  /** `gmail.users.threads.list` */
  id: string;
  httpMethod: string;
  template: Template;
  /** It takes the file itself: the path starts with `/upload`. */
  upload: boolean;
  /** Of the query and the path; `requestBody` is the JSON body. */
  parameters: Properties;
  requiredParameters: readonly string[];
}

export interface GoogleDescription {
  methods: readonly GoogleMethod[];
  interfaces: ReadonlyMap<string, Properties>;
  /** What every method takes: `fields`, `alt`, … */
  standard: Properties;
}

const loaded = new Map<GoogleApi, GoogleDescription>();

/** Methods from the package's program, parameters and bodies from its types. Both are generated from the discovery document. */
export function googleDescription(api: GoogleApi): GoogleDescription {
  const known = loaded.get(api);
  if (known) return known;
  const read = (extension: string) => readFileSync(new URL(`${VERSIONS[api].href}.${extension}`), "utf8");
  const interfaces = interfacesOf(read("d.ts"));
  const methods = methodsOf(api, read("js"), interfaces);
  const standard = interfaces.get("StandardParameters");
  if (methods.length === 0 || !standard)
    throw new Error(`@googleapis/${api} is no longer written as test/vendor/google-description.ts reads it.`);
  const description = { methods: mostFixed(methods), interfaces, standard };
  loaded.set(api, description);
  return description;
}

function interfacesOf(source: string): Map<string, Properties> {
  const found = new Map<string, Properties>();
  const visit = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node)) found.set(node.name.text, propertiesOf(node.members));
    else ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("api.d.ts", source, ts.ScriptTarget.Latest, true));
  return found;
}

export function propertiesOf(members: ts.NodeArray<ts.TypeElement>): Properties {
  return new Map(
    members.flatMap((member) => {
      if (!ts.isPropertySignature(member) || !member.type) return [];
      const { name } = member;
      if (!ts.isIdentifier(name) && !ts.isStringLiteral(name)) return [];
      return [[name.text, { type: member.type, required: member.questionToken === undefined }] as const];
    }),
  );
}

/** What a method of the package's program says of itself, in the order it says it. */
const FACT =
  /class (?:Resource\$)?(?<resource>[\w$]+) \{|^ {8}(?<name>\w+)\(paramsOrCallback|\burl: \(rootUrl \+\s*'(?<path>[^']+)'|\bmethod: '(?<method>[A-Z]+)'|mediaUrl: \(rootUrl \+\s*'(?<media>[^']+)'|requiredParams: \[(?<required>[^\]]*)\]/gm;

function methodsOf(
  api: GoogleApi,
  program: string,
  interfaces: ReadonlyMap<string, Properties>,
): GoogleMethod[] {
  const methods: GoogleMethod[] = [];
  // `getProfile` takes a `…$Getprofile`.
  const anyCase = new Map([...interfaces].map(([name, properties]) => [name.toLowerCase(), properties]));
  let [resource, name, path, httpMethod, media] = ["", "", "", "", ""];
  for (const { groups = {} } of program.matchAll(FACT)) {
    if (groups.resource) resource = groups.resource;
    else if (groups.name) [name, media] = [groups.name, ""];
    else if (groups.path) path = groups.path;
    else if (groups.method) httpMethod = groups.method;
    else if (groups.media) media = groups.media;
    else {
      const types = `Params$Resource$${resource}$${name}`;
      const parameters = anyCase.get(types.toLowerCase());
      if (!parameters) throw new Error(`@googleapis/${api} has no ${types}.`);
      const requiredParameters = [...(groups.required ?? "").matchAll(/'([^']+)'/g)].map(
        ([, one = ""]) => one,
      );
      const id = [api, ...resource.split("$").map((one) => one[0]?.toLowerCase() + one.slice(1)), name].join(
        ".",
      );
      const method = { id, httpMethod, parameters, requiredParameters };
      methods.push({ ...method, template: templateOf(path), upload: false });
      if (media) methods.push({ ...method, template: templateOf(media), upload: true });
    }
  }
  return methods;
}
