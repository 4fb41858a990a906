import { spawn } from "node:child_process";
import { freePort } from "../support/free-port.ts";
import type { TestGateway } from "../support/gateway.ts";
import { authorizeAs, OAuthClient } from "../support/oauth-client.ts";

/** Scenarios of the suite's authorization part: fewer would mean that some did not run. */
const SCENARIOS = 2;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
const COLOURS = /\u001b\[[0-9;]*m/g;

/**
 * The suite as an OAuth client of the gateway: it prints the address that a person shall open, and the owner opens it,
 * allows the client and follows the redirect to the suite's own callback.
 */
export async function runAuthorization(gateway: TestGateway): Promise<{ passed: number; of: number }> {
  const port = await freePort();
  const client = new OAuthClient({ url: gateway.url, redirectUri: `http://127.0.0.1:${port}/callback` });
  await client.register();
  const said = await play(gateway, [
    "--url",
    gateway.url,
    "--client-id",
    client.clientId ?? "",
    "--resource",
    `${gateway.url}/mcp/gmail`,
    "-p",
    String(port),
    "--verbose",
  ]);
  const results = [...said.matchAll(/^\s*([✓✗]) ([\w/-]+): (\d+) passed, (\d+) failed/gm)];
  const passed = results.filter(([, , , good, bad]) => Number(good) > 0 && bad === "0").length;
  if (passed < SCENARIOS) console.log(said);
  return { passed, of: SCENARIOS };
}

async function play(gateway: TestGateway, args: readonly string[]): Promise<string> {
  const child = spawn("conformance", ["authorization", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
  let said = "";
  const opened = new Set<string>();
  const open = async (address: string): Promise<void> => {
    const back = await authorizeAs(gateway.owner, address);
    await fetch(back);
  };
  const hear = (chunk: Buffer) => {
    said += String(chunk).replace(COLOURS, "");
    for (const [address] of said.matchAll(/http:\/\/localhost:\d+\/oauth\/authorize\?[^\s"']+(?=[\s"'])/g)) {
      if (opened.has(address)) continue;
      opened.add(address);
      // Its callback listens a moment after it has printed the address.
      setTimeout(() => {
        open(address).catch((error: unknown) => {
          said += `\nthe page failed: ${error}\n`;
          child.kill();
        });
      }, 1_000);
    }
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", () => resolve(said));
  });
}
