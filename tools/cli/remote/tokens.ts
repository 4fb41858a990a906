import { getSession } from "../../../gateway/api/contract/session.ts";
import { type ApiToken, issueToken, listTokens, revokeToken } from "../../../gateway/api/contract/tokens.ts";
import { confirm } from "../ask.ts";
import type { Remote } from "../command.ts";
import { CliError, EXIT } from "../exit.ts";
import { openGateway } from "../gateway/connect.ts";
import type { Io } from "../io.ts";
import { json, table } from "../table.ts";
import { clean, when } from "../text.ts";
import { abortable } from "./abortable.ts";
import { agentId } from "./agents.ts";
import { pages } from "./pages.ts";
import { tokenColumns } from "./tokens-table.ts";

export interface ListOptions extends Remote {
  all?: boolean;
}

export async function list(io: Io, options: ListOptions): Promise<void> {
  const { client, at, signal } = await openGateway(io, options);
  const tokens: ApiToken[] = [];
  const ask = (query: { cursor?: string }) =>
    client.send(listTokens, { params: at, query, ...abortable(signal) });
  for await (const page of pages(ask)) tokens.push(...page.tokens);
  const shown = options.all ? tokens : tokens.filter(({ revoked_at }) => revoked_at === null);
  await io.out(options.json ? json({ tokens: shown }) : table(io, shown, tokenColumns, "There is no token."));
}

export interface CreateOptions extends Remote {
  name: string;
  agent?: string;
  me?: boolean;
  server?: string[];
  tool?: string[];
  readOnly?: boolean;
  days?: string;
  never?: boolean;
}

function daysOf({ days, never }: CreateOptions): number | null | undefined {
  if (never) {
    if (days !== undefined) throw new CliError(EXIT.usage, "Say either --days or --never.");
    return null;
  }
  if (days === undefined) return undefined;
  const n = Number(days);
  if (!Number.isInteger(n) || n < 1 || n > 365)
    throw new CliError(EXIT.usage, "--days is a number from 1 to 365.");
  return n;
}

/** The token's value is printed this once, alone on stdout; what it is good for goes to stderr. */
export async function create(io: Io, options: CreateOptions): Promise<void> {
  const { name, agent: named, me, server = [], tool = [], readOnly = false } = options;
  if (named === undefined && !me)
    throw new CliError(EXIT.usage, "Say whose it is: --agent <agent>, or --me.");
  const days = daysOf(options);
  const gateway = await openGateway(io, options);
  const { client, at, signal } = gateway;
  const agent = named === undefined ? undefined : await agentId(gateway, named);
  const user = me ? (await client.send(getSession, abortable(signal))).user.id : undefined;
  const { token, value } = await client.send(issueToken, {
    params: at,
    body: {
      name,
      servers: server,
      tools: tool,
      read_only: readOnly,
      ...(agent !== undefined && { agent }),
      ...(user !== undefined && { user }),
      ...(days !== undefined && { expires_in_days: days }),
    },
    ...abortable(signal),
  });
  if (options.json) return io.out(json({ token, value }));
  io.err(
    `${token.id}, for ${clean(token.subject.name)}, until ${when(token.expires_at)}. It is shown this once:\n`,
  );
  await io.out(`${clean(value)}\n`);
}

export interface RevokeOptions extends Remote {
  yes?: boolean;
}

export async function revoke(io: Io, options: RevokeOptions, id: string): Promise<void> {
  const { client, at, signal } = await openGateway(io, options);
  await confirm(io, `Whoever uses ${id} is refused at once. Revoke it?`, options.yes);
  const revoked = await client.send(revokeToken, { params: { ...at, id }, ...abortable(signal) });
  await io.out(options.json ? json({ token: revoked }) : `${id} is revoked.\n`);
}
