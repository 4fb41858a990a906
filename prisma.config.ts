import { defineConfig } from "prisma/config";

// `generate`, `validate` and `format` never run the schema engine, yet the CLI downloads it first. Naming any
// existing file keeps these commands offline.
if (["generate", "validate", "format"].includes(process.argv[2] ?? "")) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;
}

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "" },
});
