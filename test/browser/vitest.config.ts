import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/browser/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    execArgv: ["--no-memory-protection-keys"], // see docs/decisions/0007
    maxWorkers: 2,
    isolate: false, // one Chromium serves all files of a worker: support/stage.ts
  },
});
