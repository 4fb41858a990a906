import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{gateway,mcp-servers,test,tools}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/browser/**"],
    globalSetup: "test/support/snapshot.ts",
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: "forks",
    execArgv: ["--no-memory-protection-keys"], // see docs/decisions/0007
    maxWorkers: 2,
  },
});
