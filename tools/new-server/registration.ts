import { OperatorError } from "../../gateway/operator-error.ts";
import type { Plan } from "./plan.ts";
import { camel } from "./templates.ts";

/** A file as it is to what it becomes. Throws `OperatorError` where the place is not found. */
export interface Edit {
  path: string;
  change(text: string): string;
}

function replaced(path: string, text: string, pattern: RegExp, by: (...found: string[]) => string): string {
  if (!pattern.test(text)) throw new OperatorError(`${path} is not as it was: nothing was written.`);
  return text.replace(pattern, (...found) => by(...found.map(String)));
}

const added = (list: string, name: string) =>
  `[${[
    ...list
      .split(",")
      .map((one) => one.trim())
      .filter(Boolean),
    name,
  ].join(", ")}]`;

/** Where the build, the operator and the documents hear of a new server. */
export function registrations(plan: Plan): Edit[] {
  const { id, folder, provider, title, definition } = plan;
  const [server, alias] = [camel(id), `${camel(provider)}Provider`];
  const edits: Edit[] = [
    {
      path: "mcp-servers/index.ts",
      change: (text) => {
        const imports = [
          `import { ${server} } from "./${folder}/index.ts";`,
          ...(definition
            ? [
                `import { ${camel(provider)} as ${alias} } from "./providers/${provider.replaceAll("_", "-")}.ts";`,
              ]
            : []),
        ];
        const listed = replaced(
          "mcp-servers/index.ts",
          text,
          /(export const servers[^=]*= )\[([^\]]*)\]/,
          (_, head = "", list = "") => head + added(list, server),
        );
        const whole = definition
          ? replaced(
              "mcp-servers/index.ts",
              listed,
              /(export const providers[^=]*= )\[([^\]]*)\]/,
              (_, head = "", list = "") => head + added(list, alias),
            )
          : listed;
        return `${imports.join("\n")}\n${whole}`;
      },
    },
    {
      path: "README.md",
      change: (text) =>
        replaced(
          "README.md",
          text,
          /((?:^\|[^\n]*\| `\/mcp\/[a-z_]+` \|[^\n]*\n)+)/m,
          (_, rows = "") => `${rows}| ${title} | \`/mcp/${id}\` | whose account is connected |\n`,
        ),
    },
    {
      path: "docs/servers.md",
      change: (text) => `${text.trimEnd()}\n\n${documentOf(plan)}`,
    },
  ];
  if (definition) edits.push(...operatorEdits(provider, definition.title));
  return edits;
}

function operatorEdits(provider: string, title: string): Edit[] {
  const name = provider.toUpperCase();
  const lines = [
    `# OAuth app of ${title}: client id`,
    `#${name}_CLIENT_ID=`,
    `# OAuth app of ${title}: client secret`,
    `#${name}_CLIENT_SECRET=`,
    `# Where ${title} sends people back to. Default: PUBLIC_URL/integrations/${provider}/callback`,
    `#${name}_REDIRECT_URI=`,
  ];
  return [
    {
      path: "gateway/config.ts",
      change: (text) =>
        replaced(
          "gateway/config.ts",
          text,
          /(const BUILT_IN = )\[([^\]]*)\]/,
          (_, head = "", list = "") => head + added(list, JSON.stringify(provider)),
        ),
    },
    {
      path: ".env.example",
      change: (text) =>
        replaced(
          ".env.example",
          text,
          /(#GITHUB_REDIRECT_URI=[^\n]*\n)/,
          (_, before = "") => `${before}${lines.join("\n")}\n`,
        ),
    },
  ];
}

const documentOf = ({ title, id, folder, prefix }: Plan) => `## ${title}
\`/mcp/${id}\`. Made by \`npm run new:server\`: one tool, which tells whose account is connected.

| Tool | Effect | Scopes | Test | Verified against |
|---|---|---|---|---|
| \`${prefix}_get_account\` | read | none | \`mcp-servers/${folder}/${folder}.test.ts\` | answers made up in the test |
`;
