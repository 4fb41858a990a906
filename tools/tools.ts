/**
 * What the MCP servers of this build offer, and what their tools cost an agent.
 *
 *   npm run tools                      a table of the servers, and one of the tools of each
 *   npm run tools -- <server>          each tool of one server: arguments, effect, scopes, what it answers
 *   npm run --silent tools -- --json [<server>]    {server: {tools, bytes, bytes_with_output, tokens}}
 *
 * bytes: UTF-8 bytes of the JSON of `tools/list`, without output schemas; tokens: an estimate for the same.
 *
 * Exit code: 0 done, 2 the call was wrong.
 */
import { parseArgs } from "node:util";
import type { RegisteredServer } from "../gateway/catalog/index.ts";
import { listingsOf, registry, sizeOf } from "./tool-sizes.ts";
import { serverDetails, serverTable, toolTable } from "./tools-lines.ts";

interface Io {
  out(text: string): void;
  err(text: string): void;
}

const usage = `What the MCP servers of this build offer, and what their tools cost an agent.

  npm run tools                        a table of the servers, and one of the tools of each
  npm run tools -- <server>            each tool of one server: arguments, effect, scopes, what it answers
  npm run --silent tools -- --json [<server>]   {server: {tools, bytes, bytes_with_output, tokens}}

bytes: UTF-8 bytes of the JSON of tools/list, without output schemas; tokens: an estimate for the same.
`;

/** Returns the exit code. */
export function run(argv: string[], io: Io): number {
  let call: ReturnType<typeof parse>;
  try {
    call = parse(argv);
  } catch (error) {
    return wrong(io, (error as Error).message);
  }
  const [named, ...more] = call.positionals;
  if (call.values.help) {
    io.out(usage);
    return 0;
  }
  if (more.length > 0) return wrong(io, "Name one server, or none for all.");
  const all = [...registry().servers.values()];
  const chosen = named === undefined ? all : all.filter(({ spec }) => spec.id === named);
  if (chosen.length === 0)
    return wrong(io, `There is no server ${named}. There are ${all.map(({ spec }) => spec.id).join(", ")}.`);
  if (call.values.json) io.out(`${JSON.stringify(sizes(chosen), null, 2)}\n`);
  else if (named === undefined) io.out(`${serverTable(all)}\n${all.map(toolTable).join("\n")}`);
  else io.out(chosen.map(serverDetails).join("\n"));
  return 0;
}

const parse = (argv: string[]) =>
  parseArgs({
    args: argv,
    options: {
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
    allowPositionals: true,
  });

function wrong(io: Io, message: string): number {
  io.err(`${message}\n\n${usage}`);
  return 2;
}

function sizes(servers: readonly RegisteredServer[]) {
  const entries = servers.map((server) => {
    const { tools, bytes, bytesWithOutput: bytes_with_output, tokens } = sizeOf(listingsOf(server));
    return [server.spec.id, { tools, bytes, bytes_with_output, tokens }] as const;
  });
  return Object.fromEntries(entries);
}

if (import.meta.main) {
  const { stdout, stderr } = process;
  process.exitCode = run(process.argv.slice(2), {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
  });
}
