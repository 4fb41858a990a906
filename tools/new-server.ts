/**
 * Makes a folder for a new MCP server, with one tool that works, its test, and whatever else has to know of it.
 *
 *   npm run new:server -- --id linear --provider linear --auth oauth2
 *
 * Exit code: 0 done, 1 it could not be done, 2 the call was wrong (nothing was written).
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { OperatorError } from "../gateway/operator-error.ts";
import { providers, servers } from "../mcp-servers/index.ts";
import { FACTS } from "./new-server/facts.ts";
import { AUTHS, type Plan, planOf } from "./new-server/plan.ts";
import { providerFile } from "./new-server/provider-template.ts";
import { registrations } from "./new-server/registration.ts";
import { serverFiles } from "./new-server/templates.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const usage = `Makes a folder for a new MCP server, with one tool that works, its test, and whatever else has to know of it.

  npm run new:server -- --id <server> --provider <provider> --auth ${AUTHS.join("|")}

  --id <server>        lower snake case; its last word begins the names of its tools
  --provider <provider>  of this build (${providers.map(({ id }) => id).join(", ")}), or a new one
  --auth oauth2        people connect accounts by consent. api_key and basic make the folder alone: credentials
                       of these kinds come with a later version of the vault

Known without further options: ${Object.keys(FACTS).join(", ")}. Of another new provider, say from its documentation:
  --title <name>       as people know it
  --authorization-endpoint, --token-endpoint, --revocation-endpoint <https address>
  --identity-endpoint <https address>   a GET that tells whose account a token opens
  --identity-id, --identity-label <field>   of its answer, such as user.id; may be repeated
and where they differ from what is usual:
  --base-url <https address>   of the API; default: the origin of --identity-endpoint
  --issuer <https address>     as it writes itself in \`iss\`; default: the origin of --authorization-endpoint
  --scope "<scope>=<what it lets do>", --identity-scope <scope>   may be repeated
`;

interface Io {
  out(text: string): void;
  err(text: string): void;
}

/** Returns the exit code. */
export function run(argv: string[], io: Io, root: string = ROOT): number {
  try {
    const options = parse(argv);
    if (options.help) {
      io.out(usage);
      return 0;
    }
    const plan = planOf(options, { servers, providers });
    const files = filesOf(plan, root);
    const taken = Object.keys(files.made).filter((path) => existsSync(join(root, path)));
    if (taken.length > 0 || existsSync(join(root, "mcp-servers", plan.folder)))
      throw new OperatorError(
        `${taken[0] ?? `mcp-servers/${plan.folder}`} is there already: nothing was written.`,
      );
    write(root, { ...files.made, ...files.changed });
    io.out(nextSteps(plan, files));
    return 0;
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    io.err(`${error.message}\nSee npm run new:server -- --help\n`);
    return 2;
  }
}

function parse(argv: string[]) {
  const string = { type: "string" } as const;
  const many = { type: "string", multiple: true } as const;
  const options = {
    id: string,
    provider: string,
    auth: string,
    title: string,
    "base-url": string,
    issuer: string,
    "authorization-endpoint": string,
    "token-endpoint": string,
    "revocation-endpoint": string,
    "identity-endpoint": string,
    "identity-id": many,
    "identity-label": many,
    scope: many,
    "identity-scope": many,
    help: { type: "boolean", short: "h", default: false },
  } as const;
  try {
    return parseArgs({ args: argv, options }).values;
  } catch (error) {
    throw new OperatorError((error as Error).message);
  }
}

interface Files {
  made: Record<string, string>;
  changed: Record<string, string>;
}

function filesOf(plan: Plan, root: string): Files {
  const server = Object.entries(serverFiles(plan)).map(([name, text]) => [
    `mcp-servers/${plan.folder}/${name}`,
    text,
  ]);
  const definition = providerFile(plan);
  const made = Object.fromEntries([
    ...server,
    ...(definition ? [[`mcp-servers/providers/${plan.provider.replaceAll("_", "-")}.ts`, definition]] : []),
  ]) as Record<string, string>;
  const edits = plan.auth === "oauth2" ? registrations(plan) : [];
  const changed = edits.map(({ path, change }) => [path, change(readFileSync(join(root, path), "utf8"))]);
  return { made, changed: Object.fromEntries(changed) as Record<string, string> };
}

/** Everything or nothing was decided before; what is written is then formatted as the rest is. */
function write(root: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const sources = Object.keys(files).filter((path) => path.endsWith(".ts"));
  const biome = fileURLToPath(new URL("./bin/biome", import.meta.resolve("@biomejs/biome/package.json")));
  execFileSync(process.execPath, [biome, "check", "--write", "--vcs-enabled=false", ...sources], {
    cwd: root,
    stdio: "pipe",
  });
}

function nextSteps(plan: Plan, { made, changed }: Files): string {
  const { id, folder, provider, auth, definition, prefix } = plan;
  const name = provider.toUpperCase();
  const steps = [
    `npx vitest run mcp-servers/${folder} mcp-servers/contract.test.ts test/documents.test.ts`,
    ...(definition
      ? [
          `read mcp-servers/providers against the vendor's documentation: nothing of it was tried at ${definition.title} itself; give each scope words that a person understands`,
          `register the gateway there, with PUBLIC_URL/integrations/${provider}/callback, and set ${name}_CLIENT_ID and ${name}_CLIENT_SECRET`,
        ]
      : []),
    `write tools beside mcp-servers/${folder}/get-account.ts, named ${prefix}_<verb>_<object>, and list them in its index.ts, README.md and docs/servers.md`,
    "add an emulator to test/sandbox and a journey to test/journeys (CONTRIBUTING.md, Adding a server)",
  ];
  const later =
    auth === "oauth2"
      ? ""
      : `\nCredentials of the kind ${auth} come with a later version: the vault holds grants of OAuth 2.0 today. So ${id} is\nwritten and tested, but not listed in mcp-servers/index.ts: no gateway serves it, and nobody can connect it yet.\n`;
  return [
    ...Object.keys(made).map((path) => `made     ${path}\n`),
    ...Object.keys(changed).map((path) => `changed  ${path}\n`),
    later,
    "\nNext:\n",
    ...steps.map((step, at) => `${at + 1}. ${step}\n`),
  ].join("");
}

if (import.meta.main) {
  const { stdout, stderr } = process;
  process.exitCode = run(process.argv.slice(2), {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
  });
}
