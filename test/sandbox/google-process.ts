import { parseArgs } from "node:util";
import { startSandboxGoogle } from "./google.ts";
import { startControl } from "./google-control.ts";

/**
 * The emulated Google in a process of its own, for benchmarks and proofs. Prints one JSON line
 * `{url, control, client_id, client_secret, users}` when it is ready and ends when its standard input closes.
 *
 * `node test/sandbox/google-process.ts --redirect-uri http://127.0.0.1:8787/integrations/google/callback`
 */
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "redirect-uri": { type: "string", multiple: true, default: [] },
    "client-id": { type: "string" },
    "client-secret": { type: "string" },
    /** Seconds. */
    "access-token-seconds": { type: "string" },
    /** Milliseconds since the epoch, or `today`. */
    now: { type: "string" },
    /** Milliseconds that every Gmail call takes from the start on. */
    delay: { type: "string" },
  },
});

const google = await startSandboxGoogle({
  port: Number(values.port),
  redirectUris: values["redirect-uri"],
  clientId: values["client-id"],
  clientSecret: values["client-secret"],
  now: values.now === undefined ? undefined : values.now === "today" ? Date.now() : Number(values.now),
  accessTokenSeconds:
    values["access-token-seconds"] === undefined ? undefined : Number(values["access-token-seconds"]),
});
if (values.delay !== undefined) google.inject({ path: "/gmail/", delay: Number(values.delay) });
const control = await startControl(google);

const { url, clientId, clientSecret, users } = google;
const ready = { url, control: control.url, client_id: clientId, client_secret: clientSecret, users };
process.stdout.write(`${JSON.stringify(ready)}\n`);

process.stdin.resume();
process.stdin.once("end", async () => {
  control.server.close();
  await google.close();
  process.exit(0);
});
