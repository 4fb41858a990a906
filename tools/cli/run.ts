import { CommanderError } from "commander";
import { ApiError } from "../../gateway/api/client.ts";
import { ConfigError } from "../../gateway/config-error.ts";
import { errorTable, GatewayError } from "../../gateway/errors.ts";
import { OperatorError } from "../../gateway/operator-error.ts";
import type { Cli } from "./command.ts";
import { CliError, EXIT } from "./exit.ts";
import type { Io } from "./io.ts";
import { buildProgram } from "./program.ts";
import { asJson, clean, cleanLines } from "./text.ts";

/** `help connectors revoke` is `connectors revoke --help`: commander's own looks at the first word alone. */
const asHelp = ([first, ...names]: readonly string[]): string[] | undefined =>
  first === "help" && names.length > 0 && names.every((name) => !name.startsWith("-"))
    ? [...names, "--help"]
    : undefined;

/** Runs one call; returns the exit code. What nobody foresaw is thrown. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const cli: Cli = { io, exit: EXIT.ok };
  try {
    await buildProgram(cli).parseAsync(asHelp(argv) ?? argv, { from: "user" });
    return cli.exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const failure = asCliError(error, io);
    if (!failure) throw error;
    tell(io, failure, argv.includes("--json"));
    return failure.exit;
  }
}

const BY_STATUS: Readonly<Record<number, CliError["exit"]>> = {
  401: EXIT.signedOut,
  403: EXIT.refused,
  404: EXIT.notFound,
};

function asCliError(error: unknown, io: Io): CliError | undefined {
  if (error instanceof CliError) return error;
  if (error instanceof ApiError) {
    const { status, code, next } = error.problem;
    const signIn = status === 401 ? { next: "valetkey login" } : { next };
    return new CliError(BY_STATUS[status] ?? EXIT.failed, `${error.message} (${code})`, { code, ...signIn });
  }
  if (error instanceof OperatorError) return new CliError(EXIT.failed, error.message);
  if (error instanceof ConfigError)
    return new CliError(EXIT.failed, error.message, {
      code: "configuration",
      next: ".env.example says what each variable means.",
    });
  if (error instanceof GatewayError) {
    const { status, code } = error;
    const { next } = errorTable[code];
    return new CliError(BY_STATUS[status] ?? EXIT.failed, `${error.message} (${code})`, { next, code });
  }
  if (io.signal?.aborted) return new CliError(EXIT.interrupted, "Stopped.");
  return undefined;
}

/** One line that says what happened, one that says what to do; with `--json` one document. Always on stderr. */
function tell(io: Io, { message, next, code }: CliError, inJson: boolean): void {
  if (inJson) {
    io.err(`${asJson({ error: { code, message, next: next ?? null } })}\n`);
    return;
  }
  io.err(`${cleanLines(message)}\n${next ? `${clean(next)}\n` : ""}`);
}
