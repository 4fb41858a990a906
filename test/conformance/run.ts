// npm run test:conformance: the official MCP conformance suite against a gateway with emulated providers. The sets that
// each revision requires run against an "everything" server, which only this configuration mounts and which goes
// through the gateway's own transport, authentication and dispatch; the generic scenarios against the real servers.
// Arguments name parts to run alone: 2025-11-25, 2026-07-28, authorization, generic.
import { existsSync } from "node:fs";
import { wordsOf } from "../support/command-line.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { bearerProxy } from "./bearer-proxy.ts";
import { everything } from "./everything/offer.ts";
import { runSuite } from "./suite.ts";

const chosen = wordsOf(import.meta.url);

const SERVERS = ["gmail", "google_calendar", "google_drive", "slack", "github"];
const GENERIC = [
  "server-initialize",
  "ping",
  "tools-list",
  "dns-rebinding-protection",
  "http-header-validation",
  "server-sse-multiple-streams",
];
/** How many scenarios each revision's frozen set has: fewer would mean that some did not run. */
const REQUIRED = { "2025-11-25": 30, "2026-07-28": 37 };
const AUTHORIZATION = new URL("./authorization.ts", import.meta.url);

interface Tally {
  title: string;
  passed: number;
  of: number;
}

async function required(revision: keyof typeof REQUIRED, url: string): Promise<Tally> {
  const results = await runSuite(["--url", url, "--requirements", revision]);
  const passed = results.filter((result) => result.scored && result.passed).length;
  return { title: revision, passed, of: REQUIRED[revision] };
}

async function generic(proxy: string): Promise<Tally> {
  let passed = 0;
  for (const server of SERVERS)
    for (const name of GENERIC) {
      const [result] = await runSuite(["--url", `${proxy}/mcp/${server}`, "--scenario", name]);
      if (result?.passed) passed += 1;
    }
  return { title: "generic", passed, of: SERVERS.length * GENERIC.length };
}

async function authorization(gateway: TestGateway): Promise<Tally> {
  const { runAuthorization } = (await import(AUTHORIZATION.href)) as {
    runAuthorization(gateway: TestGateway): Promise<{ passed: number; of: number }>;
  };
  return { title: "authorization", ...(await runAuthorization(gateway)) };
}

const gateway: TestGateway = await startGateway({
  app: {
    offers: new Map([
      [
        "everything",
        everything({
          changed: (_list, workspace) =>
            gateway.app.database.db.channel.publish("connectors", { workspace, id: "con_everything" }),
        }),
      ],
    ]),
  },
});
const { value } = await gateway.owner.newToken();
const proxy = await bearerProxy(new URL(gateway.url), value);
const url = `${proxy.url}/mcp/everything`;
const parts: Record<string, () => Promise<Tally>> = {
  "2025-11-25": () => required("2025-11-25", url),
  "2026-07-28": () => required("2026-07-28", url),
  ...(existsSync(AUTHORIZATION) && { authorization: () => authorization(gateway) }),
  generic: () => generic(proxy.url),
};
const tallies: Tally[] = [];
for (const [name, run] of Object.entries(parts))
  if (chosen.length === 0 || chosen.includes(name)) tallies.push(await run());
proxy.close();
await gateway.close();
for (const { title, passed, of } of tallies) console.log(`${title} ${passed}/${of}`);
process.exit(tallies.length > 0 && tallies.every(({ passed, of }) => passed >= of) ? 0 : 1);
