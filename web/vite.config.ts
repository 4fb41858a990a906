import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { budget } from "./build/budget.ts";
import { embed } from "./build/embed.ts";
import { leanZod } from "./build/lean-zod.ts";
import { precompress } from "./build/precompress.ts";
import { configuredZod, pureSchemas } from "./build/pure-schemas.ts";
import { themeCss } from "./build/theme-css.ts";

const gateway = "http://localhost:8787";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [
    react(),
    themeCss(),
    configuredZod(),
    pureSchemas(),
    leanZod(),
    embed(4),
    precompress(),
    budget({ shell: 190, firstLoad: 230, files: 24 }),
  ],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // Nothing inlined: the CSP allows no data: scripts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2023",
    // The budget above says what is too much, of all that a page loads and as it goes over the wire.
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      output: {
        // A browser fetches six files at a time over HTTP/1.1: what many pages share is a few files, not one for each
        // set of pages that shares it.
        codeSplitting: {
          groups: [
            { name: "app", tags: ["$initial"], priority: 2 },
            { name: "kit", minShareCount: 14, priority: 1 },
            { name: "common", minShareCount: 4 },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    // The gateway serves its own host and origin only.
    proxy: { "/api": { target: gateway, changeOrigin: true, headers: { origin: gateway } } },
  },
});
