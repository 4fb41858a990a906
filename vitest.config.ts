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
    // What one file read the next need not read again, nor compile PostgreSQL anew: half of all the time. Whoever counts
    // what a process has, or changes it, puts it back.
    isolate: false,
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
        test: { name: "servers", include: ["{mcp-servers,web/src}/**/*.test.ts"], exclude },
      },
    ],
  },
});
