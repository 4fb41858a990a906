import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Company } from "./company.ts";

const file = (name: string) => readFileSync(new URL(`../browser/embed/${name}`, import.meta.url), "utf8");

/** Another product's page with the embedded warning, for the person whose API token `token` is. */
export async function openProduct({ gateway, productPort }: Company, token: string) {
  const { url: at, workspaceId } = gateway;
  const pages: Record<string, readonly [name: string, type: string]> = {
    "/": ["index.html", "text/html"],
    "/page.js": ["page.js", "text/javascript"],
  };
  const server = createServer(async ({ url = "" }, response) => {
    if (url === "/embed-token") {
      const headers = { authorization: `Bearer ${token}` };
      const made = await fetch(`${at}/api/check/embed_tokens`, { method: "POST", headers });
      response.writeHead(made.status, { "content-type": "application/json" }).end(await made.text());
      return;
    }
    const [name, type] = pages[url] ?? [];
    if (!name) return void response.writeHead(404).end();
    const text = file(name).replaceAll("GATEWAY", at).replaceAll("WORKSPACE", workspaceId);
    response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(productPort, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${productPort}/`, close: () => new Promise((end) => server.close(end)) };
}
