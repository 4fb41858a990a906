import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { precompress } from "./build/precompress.ts";
import { themeCss } from "./build/theme-css.ts";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react(), themeCss(), precompress()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // Nothing inlined: the CSP allows no data: scripts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2023",
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    // localhost, not 127.0.0.1: the gateway checks the Host header against PUBLIC_URL.
    proxy: { "/api": { target: "http://localhost:8787", changeOrigin: true } },
  },
});
