import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: "forks",
    execArgv: ["--no-memory-protection-keys"], // see docs/decisions/0007
    maxWorkers: 3, // on two cores: a test waits a third of its time
    projects: [
      {
        extends: true,
        test: {
          name: "gateway",
          include: ["{gateway,test,tools}/**/*.test.ts"],
          exclude: ["**/node_modules/**", "test/browser/**"],
          globalSetup: "test/support/snapshot.ts",
        },
      },
      {
        extends: true,
        // Pure functions over data: what one file imports the next need not read again.
        test: { name: "servers", include: ["{mcp-servers,web/src}/**/*.test.ts"], isolate: false },
      },
    ],
  },
});
