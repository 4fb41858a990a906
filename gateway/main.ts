import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createApp } from "./app.ts";
import { ConfigError, loadConfig } from "./config.ts";
import { mintLink, openOperator } from "./operator.ts";

const webDir = fileURLToPath(new URL("../web/dist", import.meta.url));

async function main(): Promise<void> {
  const started = performance.now();
  const { config, secrets } = loadConfig();
  const app = await createApp({ config, secrets, webDir: existsSync(webDir) ? webDir : undefined });
  const { log } = app;
  const first = await app.identity.people.bootstrap({
    workspaceName: config.workspaceName,
    ownerEmail: config.ownerEmail,
  });
  const { port } = await app.listen();
  const { embedded } = app.database.db;
  const operator = embedded
    ? await openOperator({ ...app, publicUrl: config.publicUrl, directory: config.dataDir })
    : undefined;
  const { keyFile, created } = app.keys;
  if (keyFile)
    log.info({ path: keyFile.path, created }, "vault keys are in a file: back it up apart from the database");
  log.info(
    {
      url: config.publicUrl,
      port,
      database: embedded ? "embedded" : "postgresql",
      ready_ms: Math.round(performance.now() - started),
    },
    "ready",
  );
  if (first.created || process.stderr.isTTY) {
    const owner = { workspaceId: first.workspaceId, userId: first.ownerId, label: null, by: "start" };
    const { url } = await mintLink({ ...app, publicUrl: config.publicUrl }, owner);
    // For the person at this terminal, not for the log: it works once, within 15 minutes.
    process.stderr.write(`\n  Sign in: ${url}\n\n`);
  }
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      log.info({ signal }, "stopping");
      const closed = Promise.resolve(operator?.close()).then(() => app.close());
      closed.then(
        () => process.exit(0),
        (err: unknown) => {
          log.error({ err }, "stopped with an error");
          process.exit(1);
        },
      );
    });
  }
}

main().catch((error: unknown) => {
  const line =
    error instanceof ConfigError
      ? `${error.message} (see .env.example)`
      : error instanceof Error
        ? error.message
        : String(error);
  process.stderr.write(`valetkey cannot start: ${line}\n`);
  process.exit(1);
});
