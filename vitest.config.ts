import { defineConfig } from "vitest/config";
import { LONG } from "./test/long.ts";

const isNamed = process.argv.slice(2).some((word) => word.includes("/"));
const exclude = ["**/node_modules/**", "test/browser/**", ...(isNamed ? [] : LONG)];

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: "forks",
    execArgv: ["--no-memory-protection-keys"], // see docs/decisions/0007
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "gateway",
          include: ["{gateway,test,tools}/**/*.test.ts"],
          exclude,
          globalSetup: "test/support/snapshot.ts",
        },
      },
      {
        extends: true,
        // Pure functions over data: what one file imports the next need not read again.
        test: { name: "servers", include: ["{mcp-servers,web/src}/**/*.test.ts"], exclude, isolate: false },
      },
    ],
  },
});
