// What begins outside the web app: a program that waits for a person, and another product's page.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../support/free-port.ts";
import type { Person } from "../support/person.ts";
import { stage } from "./support/stage.ts";

const port = await freePort();
const PRODUCT = `http://127.0.0.1:${port}`;
const here = stage({ env: { EMBED_ORIGINS: PRODUCT } });
const file = (name: string) => readFileSync(new URL(`embed/${name}`, import.meta.url), "utf8");

let token = "";
/** A product of somebody else, as strict with its own pages as a page can be. */
const product = createServer(async ({ url, method }, response) => {
  const gateway = here.gateway.url;
  if (url === "/embed-token" && method === "POST") {
    const made = await fetch(`${gateway}/api/check/embed_tokens`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    });
    response.writeHead(made.status, { "content-type": "application/json" }).end(await made.text());
    return;
  }
  const policy = `default-src 'none'; script-src 'self' ${gateway}; connect-src 'self' ${gateway}; style-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
  const page = { "/": ["index.html", "text/html"], "/page.js": ["page.js", "text/javascript"] }[url ?? ""];
  if (!page) {
    response.writeHead(404).end();
    return;
  }
  const [name = "", type = ""] = page;
  response
    .writeHead(200, {
      "content-type": `${type}; charset=utf-8`,
      "content-security-policy": policy,
      "cross-origin-embedder-policy": "require-corp",
    })
    .end(file(name).replaceAll("GATEWAY", gateway).replaceAll("WORKSPACE", here.gateway.workspaceId));
});
beforeAll(() => new Promise<void>((resolve) => product.listen(port, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => product.close(resolve)));

test("another product's page warns until it is put right", async () => {
  const mia = await here.gateway.member("mia@acme.test", "admin");
  token = (await mia.newToken()).value;
  const tab = await here.tab({ name: "embed", origins: [PRODUCT] });
  await tab.page.goto(PRODUCT);
  await tab.sees("A connection is missing");
  await tab.sees(/^Google is not connected\. \d+ tools are not available\./);
  await tab.sees("1 missing");
  await tab.look("missing");
  const link = tab.link("Connect Google (opens in a new tab)");
  expect(await link.getAttribute("href")).toMatch(new RegExp(`^${here.gateway.url}/`));
  expect(await tab.page.content()).not.toContain("ve_");
  await mia.connect({ email: "ben@acme.test" });
  await tab.page.evaluate(`window.dispatchEvent(new Event("focus"))`);
  await tab.sees("all there");
  expect(await tab.page.getByText("Google is not connected").count()).toBe(0);
  tab.clean();
});

test("a warning without a token that counts says that it does not know, and nothing of anybody", async () => {
  token = "vk_nothing";
  const tab = await here.tab({ name: "embed-refused", origins: [PRODUCT] });
  tab.expectErrors(/401 /);
  await tab.page.goto(PRODUCT);
  await tab.sees("Whether connections are missing could not be checked.");
  await tab.sees(/^not known: /);
  await tab.look("unknown");
  token = (await here.gateway.owner.newToken()).value;
  await tab.button("Check again").click();
  await tab.sees("1 missing");
  tab.clean();
});

type Started = { device_code: string; user_code: string; verification_uri_complete: string };
const post = async <T>(path: string, body: object): Promise<T> => {
  const headers = { "content-type": "application/json" };
  return (
    await fetch(here.gateway.url + path, { method: "POST", headers, body: JSON.stringify(body) })
  ).json() as T;
};
const start = (name: string) => post<Started>("/api/cli/sign-in", { name });
const redeem = ({ device_code }: Started) =>
  post<{ user?: { email: string }; code?: string }>("/api/cli/sign-in/token", { device_code });

test("a program is signed in by whoever sits here", async () => {
  const person: Person = await here.gateway.member("cli@acme.test");
  const program = await start("ana-laptop");
  const tab = await here.tab({ name: "cli" });
  tab.expectErrors(/401 .*session/);
  await tab.page.goto(program.verification_uri_complete);
  await tab.heading("Sign in to Valetkey");
  await tab.page.getByLabel("Sign-in link or token").fill(await here.link(person.session.user.id));
  await tab.button("Sign in").click();
  await tab.heading("Sign in the program on ana-laptop?");
  await tab.sees(program.user_code);
  await tab.sees("A program that says it runs on ana-laptop");
  await tab.sees(/the same address as yours/);
  await tab.sees("cli, member of Acme");
  await tab.look("asked");
  await tab.button("Sign it in").click();
  await tab.sees("The program is signed in.");
  await tab.look("allowed");
  expect((await redeem(program)).user?.email).toBe("cli@acme.test");
  tab.clean();
});

test("a program is refused, and a code that none shows is told so", async () => {
  const program = await start("build-server");
  const tab = await here.tab({ name: "cli-refused", as: here.gateway.owner.session.user.id });
  tab.expectErrors(/404 .*cli/);
  await tab.heading("Integrations");
  await tab.page.goto("/cli");
  await tab.heading("Sign a program in");
  await tab.button("Continue").click();
  await tab.sees("Enter the code that the program shows.");
  await tab.look("code");
  await tab.page.getByLabel("Code").fill("BCDF-GHJK");
  await tab.button("Continue").click();
  await tab.heading("No program is waiting with this code");
  await tab.look("unknown");
  await tab.link("Enter another code").click();
  await tab.page.getByLabel("Code").fill(program.user_code.toLowerCase().replace("-", " "));
  await tab.button("Continue").click();
  await tab.heading("Sign in the program on build-server?");
  await tab.button("Refuse").click();
  await tab.sees("Refused.");
  expect((await redeem(program)).code).toBe("access_denied");
  tab.clean();
});
