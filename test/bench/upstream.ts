// One emulated provider in a process of its own, with a token for whoever calls it without the gateway.
//   node test/bench/upstream.ts <google|slack|github> --redirect-uri <of the gateway>
// Prints one JSON line (`Upstream`) when it is ready and ends when its standard input closes.
import { parseArgs } from "node:util";
import { startSandboxGithub } from "../sandbox/github.ts";
import { startSandboxGoogle } from "../sandbox/google.ts";
import { startSandboxSlack } from "../sandbox/slack.ts";
import { accessToken } from "./access-token.ts";
import { caseOf } from "./cases.ts";
import type { Upstream } from "./processes.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { "redirect-uri": { type: "string", multiple: true, default: [] } },
});
const one = caseOf(positionals[0] ?? "");
const MINE = "http://127.0.0.1:9/callback";
const redirectUris = [...values["redirect-uri"], MINE];
const start = { google: startSandboxGoogle, slack: startSandboxSlack, github: startSandboxGithub };
const emulator = await start[one.provider]({ redirectUris });
const { clientId, clientSecret } = emulator;
// The load is more than any provider allows; what the gateway itself costs is what is measured.
const provider = { ...emulator.provider, perMinute: {} };
const token = await accessToken(emulator, MINE, one.scopes, one.account);
const ready: Upstream = { provider, clientId, clientSecret, token };
process.stdout.write(`${JSON.stringify(ready)}\n`);

process.stdin.resume();
process.stdin.once("end", async () => {
  await emulator.close();
  process.exit(0);
});
