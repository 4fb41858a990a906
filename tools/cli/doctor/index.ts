import { existsSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../../../gateway/config-error.ts";
import type { Json, Local } from "../command.ts";
import { EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { type Configuration, configuration } from "../operator/configuration.ts";
import { openProgress } from "../progress.ts";
import { json, tone } from "../table.ts";
import { clean } from "../text.ts";
import { asItRuns, checkAddress, checkProxy, checkTls } from "./address.ts";
import { checkDatabase, checkKeys } from "./data.ts";
import { type Finding, fail, ok } from "./finding.ts";
import { checkDirectory, checkNode, checkWebApp } from "./machine.ts";
import { checkProviders, checkSignIn } from "./providers.ts";

export interface DoctorOptions extends Local, Json {
  /** Asks nobody on the network. */
  offline?: boolean;
}

function configured(io: Io, options: Local): Configuration | Finding {
  try {
    return configuration(io, options);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return fail("configuration", error.message, ".env.example says what each variable means.");
  }
}

/** Everything that can be looked at; nothing is changed. */
async function* examine(io: Io, options: DoctorOptions): AsyncGenerator<Finding> {
  yield checkNode();
  yield await checkWebApp(io.root);
  const found = configured(io, options);
  if ("check" in found) return yield found;
  yield ok("configuration", "Every variable is as it should be.");
  const envFile = options.envFile ?? (io.root && join(io.root, ".env"));
  yield* await checkDirectory(found.config, envFile && existsSync(envFile) ? envFile : undefined);
  const { findings, running, usable } = await checkDatabase(found);
  yield* findings;
  if (usable) yield* await checkKeys(found);
  if (options.offline) return;
  const { config, differs } = running ? await asItRuns(found) : { config: found.config, differs: [] };
  yield* differs;
  yield checkProxy(found.config);
  yield* await checkTls(config);
  yield* await checkAddress(config, running);
  yield* await checkProviders(found);
  yield* await checkSignIn(found);
}

const MARKS = { ok: ["green", "ok  "], warn: ["yellow", "warn"], fail: ["red", "fail"] } as const;

/** 1 when something fails; warnings alone are 0. */
export async function examineAll(io: Io, options: DoctorOptions): Promise<number> {
  const progress = openProgress(io);
  const findings: Finding[] = [];
  for await (const finding of examine(io, options)) {
    findings.push(finding);
    progress.done();
    if (!options.json) await io.out(lineOf(io, finding));
    progress.tell("Looking further");
  }
  progress.done();
  const failed = findings.filter(({ level }) => level === "fail").length;
  const warned = findings.filter(({ level }) => level === "warn").length;
  if (options.json)
    await io.out(
      json({ ok: failed === 0, findings: findings.map((one) => ({ ...one, next: one.next ?? null })) }),
    );
  else await io.out(`\n${findings.length} looked at: ${failed} failed, ${warned} to look at.\n`);
  return failed > 0 ? EXIT.failed : EXIT.ok;
}

function lineOf(io: Io, { level, check, message, next }: Finding): string {
  const [color, mark] = MARKS[level];
  const line = `${tone(io, color, mark)}  ${check.padEnd(22)} ${clean(message)}\n`;
  return next ? `${line}${" ".repeat(29)}${tone(io, "dim", clean(next))}\n` : line;
}
