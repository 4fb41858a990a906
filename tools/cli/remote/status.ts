import { getStatus, type WorkspaceStatus } from "../../../gateway/api/contract/status.ts";
import type { Remote } from "../command.ts";
import { EXIT } from "../exit.ts";
import { openGateway } from "../gateway/connect.ts";
import type { Io } from "../io.ts";
import { json, table, tone } from "../table.ts";
import { clean, count, number } from "../text.ts";
import { abortable } from "./abortable.ts";

type OneProvider = WorkspaceStatus["providers"][number];
const TONES = { valid: "green", invalid: "red", unknown: "yellow" } as const;

const columns = [
  { title: "provider", cell: (p: OneProvider) => (p.sandbox ? `${p.id} (sandbox)` : p.id) },
  { title: "category", cell: (p: OneProvider) => p.category },
  {
    title: "connected",
    cell: (p: OneProvider) => `${number(p.connected)} of ${number(p.connectors)}`,
    right: true,
  },
  { title: "valid", cell: (p: OneProvider) => number(p.valid), right: true },
  { title: "invalid", cell: (p: OneProvider) => number(p.invalid), right: true },
  { title: "unknown", cell: (p: OneProvider) => number(p.unknown), right: true },
  { title: "off", cell: (p: OneProvider) => number(p.off), right: true },
  { title: "verdict", cell: (p: OneProvider) => p.verdict?.state ?? (p.configured ? "-" : "no app") },
  {
    title: "why",
    cell: (p: OneProvider) => (p.verdict && p.verdict.state !== "valid" ? p.verdict.message : ""),
    shrinks: true,
  },
];

export interface StatusOptions extends Remote {
  all?: boolean;
}

/** The whole picture. 1 when something is invalid, so that a watch can act on it. */
export async function status(io: Io, options: StatusOptions): Promise<number> {
  const { client, profile, at, signal } = await openGateway(io, options);
  const found = await client.send(getStatus, { params: at, ...abortable(signal) });
  const exit = found.state === "invalid" ? EXIT.failed : EXIT.ok;
  if (options.json) {
    await io.out(json(found));
    return exit;
  }
  const { totals, state } = found;
  const word = state === null ? "nothing is connected" : tone(io, TONES[state], state);
  await io.out(
    `${clean(profile.workspace.slug)} at ${profile.url}: ${word}. ${number(totals.connected)} of ${count(totals.connectors, "connector")} connected, at ${number(totals.providers_connected)} of ${count(totals.providers, "provider")}.\n\n`,
  );
  const shown = options.all ? found.providers : found.providers.filter(({ connectors }) => connectors > 0);
  await io.out(table(io, shown, columns, "There is no connector yet: authorize one in the browser."));
  return exit;
}
