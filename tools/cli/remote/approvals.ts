import { setTimeout as wait } from "node:timers/promises";
import {
  type Approval,
  decideApproval,
  getApproval,
  listApprovals,
} from "../../../gateway/api/contract/approvals.ts";
import { confirm } from "../ask.ts";
import type { Remote } from "../command.ts";
import { CliError, EXIT } from "../exit.ts";
import { type Gateway, openGateway } from "../gateway/connect.ts";
import type { Io } from "../io.ts";
import { json, sheet, table } from "../table.ts";
import { clean, when } from "../text.ts";
import { abortable } from "./abortable.ts";

const columns = [
  { title: "id", cell: (a: Approval) => a.id },
  {
    title: "caller",
    cell: (a: Approval) => (a.on_behalf_of ? `${a.caller.name} for ${a.on_behalf_of.name}` : a.caller.name),
    shrinks: true,
  },
  { title: "tool", cell: (a: Approval) => a.tool.name },
  { title: "connector", cell: (a: Approval) => a.connector.slug },
  { title: "state", cell: (a: Approval) => a.state },
  { title: "asked", cell: (a: Approval) => when(a.requested_at) },
  { title: "until", cell: (a: Approval) => when(a.expires_at) },
];
const STATES = ["pending", "approved", "denied", "expired", "cancelled", "used"] as const;

export interface ListOptions extends Remote {
  state?: string;
  mine?: boolean;
}

/** The newest hundred. */
export async function list(io: Io, options: ListOptions): Promise<void> {
  const state = STATES.find((one) => one === (options.state ?? "pending"));
  if (!state && options.state !== "any")
    throw new CliError(EXIT.usage, `--state is one of ${STATES.join(", ")}, any.`);
  const { client, at, signal } = await openGateway(io, options);
  const query = {
    page_size: 100,
    mine: options.mine ? ("true" as const) : ("false" as const),
    ...(state && { state }),
  };
  const { approvals } = await client.send(listApprovals, { params: at, query, ...abortable(signal) });
  await io.out(
    options.json ? json({ approvals }) : table(io, approvals, columns, "Nothing waits for anybody."),
  );
}

function details(io: Io, approval: Approval): string {
  const {
    tool,
    caller,
    on_behalf_of,
    connector,
    reason,
    state,
    requested_at,
    expires_at,
    decided_by,
    note,
    arguments: given,
  } = approval;
  const head = sheet(io, [
    ["Call", `${tool.name} (${tool.effect}) with ${connector.slug}, ${connector.account}`],
    [
      "Caller",
      on_behalf_of ? `${caller.name}, for ${on_behalf_of.name} <${on_behalf_of.email}>` : caller.name,
    ],
    ["Why", reason],
    ["State", `${state}${decided_by ? ` by ${decided_by.email}` : ""}${note ? `: ${note}` : ""}`],
    ["Asked", `${when(requested_at)}, until ${when(expires_at)}`],
  ]);
  const rows = (given ?? []).map(
    ({ name, text, cut, hidden }) =>
      [`  ${name}`, hidden ? "(hidden)" : `${text}${cut ? " …" : ""}`] as const,
  );
  return rows.length > 0 ? `${head}\n${sheet(io, rows)}` : head;
}

async function one({ client, at, signal }: Gateway, id: string): Promise<Approval> {
  return (await client.send(getApproval, { params: { ...at, id }, ...abortable(signal) })).approval;
}

export async function get(io: Io, options: Remote, id: string): Promise<void> {
  const approval = await one(await openGateway(io, options), id);
  await io.out(options.json ? json({ approval }) : details(io, approval));
}

export interface DecideOptions extends Remote {
  note?: string;
  yes?: boolean;
  wait?: boolean;
}

export async function deny(io: Io, options: DecideOptions, id: string): Promise<void> {
  const gateway = await openGateway(io, options);
  const { client, at, signal } = gateway;
  if (!options.yes) io.err(`${details(io, await one(gateway, id))}\n`);
  await confirm(io, "Deny this call?", options.yes);
  const body = { decision: "deny" as const, ...(options.note !== undefined && { note: options.note }) };
  const { approval } = await client.send(decideApproval, {
    params: { ...at, id },
    body,
    ...abortable(signal),
  });
  await io.out(options.json ? json({ approval }) : `${id} is denied.\n`);
}

const LOOK_MS = 2_000;

/**
 * Shows the call and the page where a person approves it, and waits until somebody has decided. A program's own session
 * approves nothing: an agent with a shell on a person's machine could otherwise approve its own calls. 4: denied.
 */
export async function approve(io: Io, options: DecideOptions, id: string): Promise<number> {
  const gateway = await openGateway(io, options);
  const first = await one(gateway, id);
  const page = `${gateway.profile.url}/approvals/${encodeURIComponent(id)}`;
  if (first.state === "pending") {
    io.err(`${details(io, first)}\nAn approval takes a person at a browser:\n\n`);
    io.err(`  ${page}\n\n`);
    if (options.wait === false) {
      if (options.json) await io.out(json({ approval: first, url: page }));
      return EXIT.ok;
    }
    io.err("Waiting for the decision (Ctrl-C ends the waiting, not the question) …\n");
  }
  let now = first;
  while (now.state === "pending") {
    await wait(LOOK_MS, undefined, abortable(gateway.signal));
    now = await one(gateway, id);
  }
  await io.out(
    options.json
      ? json({ approval: now, url: page })
      : `${id} is ${now.state}${now.note ? `: ${clean(now.note)}` : ""}.\n`,
  );
  return now.state === "approved" || now.state === "used" ? EXIT.ok : EXIT.refused;
}
