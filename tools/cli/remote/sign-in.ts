import { hostname } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import type { z } from "zod";
import { ApiError, type Client } from "../../../gateway/api/client.ts";
import {
  type deviceSignIn,
  type deviceToken,
  redeemDeviceSignIn,
  startDeviceSignIn,
} from "../../../gateway/api/contract/device-sign-in.ts";
import { endOwnSession, getSession } from "../../../gateway/api/contract/session.ts";
import type { Json, Remote } from "../command.ts";
import { CliError, EXIT } from "../exit.ts";
import { clientOf, openGateway, originOf } from "../gateway/connect.ts";
import { type Profile, readProfiles, writeProfiles } from "../gateway/profiles.ts";
import type { Io } from "../io.ts";
import { json, sheet, table } from "../table.ts";
import { clean, when } from "../text.ts";

export interface LoginOptions extends Remote {
  url?: string;
}
type Started = z.infer<typeof deviceSignIn>;
type Given = z.infer<typeof deviceToken>;

/** Seconds that RFC 8628 section 3.5 adds to the interval after `slow_down`. */
const SLOWER_S = 5;

/** What the gateway lets a machine be called. */
const machineName = (): string => {
  const name = hostname()
    .replaceAll(/[^\p{L}\p{N}._@-]/gu, "-")
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .slice(0, 60);
  return name || "unnamed";
};

async function urlOf(io: Io, { url, profile }: LoginOptions): Promise<string> {
  const given = url ?? io.env.VALETKEY_URL;
  if (given) return originOf(given);
  const { current, profiles } = await readProfiles(io);
  const known = profiles[profile ?? current ?? ""]?.url;
  if (!known) throw new CliError(EXIT.usage, "Say which gateway: --url https://your.gateway.");
  return originOf(known);
}

const abortable = (io: Io) => (io.signal ? { signal: io.signal } : {});

/** Signs in through a browser, anybody's on any machine, where the person is signed in already. */
export async function login(io: Io, options: LoginOptions): Promise<void> {
  const origin = await urlOf(io, options);
  await readProfiles(io); // a file that cannot be used is said before somebody confirms
  const client = clientOf(origin);
  const started = await client.send(startDeviceSignIn, { body: { name: machineName() }, ...abortable(io) });
  mustBeOwnPage(origin, started);
  const minutes = Math.round(started.expires_in / 60);
  io.err(
    `Open this page where you are signed in to the gateway, compare the code, and confirm:\n\n  ${clean(started.verification_uri_complete)}\n  Code: ${clean(started.user_code)}\n\nWaiting, for at most ${minutes} minutes (Ctrl-C ends it) …\n`,
  );
  const given = await confirmed(io, client, started);
  const name =
    options.profile ?? io.env.VALETKEY_PROFILE ?? `${new URL(origin).host}/${given.workspace.slug}`;
  await keep(io, name, { ...given, url: origin });
  const { user, workspace, role, expires_at } = given;
  if (options.json) return io.out(json({ profile: name, url: origin, user, workspace, role, expires_at }));
  await io.out(
    `Signed in to ${origin} as ${clean(user.email)}, ${role} of ${clean(workspace.name)}, until ${when(expires_at)}.\n`,
  );
}

/**
 * The page is the gateway's own: one that passes on another gateway's link and code would be given a session there, by a
 * person who meant to sign in here.
 */
function mustBeOwnPage(origin: string, { verification_uri, verification_uri_complete }: Started): void {
  const pages = [verification_uri, verification_uri_complete].map((text) => URL.parse(text)?.origin);
  const other = pages.find((page) => page !== origin);
  if (pages.every((page) => page === origin)) return;
  throw new CliError(EXIT.refused, `${origin} sends people to ${other ?? "no page"} to sign in.`, {
    code: "other_origin",
    next: "If that is the gateway, its PUBLIC_URL is what --url must name. If not, somebody stands between.",
  });
}

async function confirmed(io: Io, client: Client, started: Started): Promise<Given> {
  const until = Date.now() + started.expires_in * 1_000;
  let interval = Math.max(1, started.interval);
  while (Date.now() < until) {
    await wait(interval * 1_000, undefined, abortable(io));
    try {
      return await client.send(redeemDeviceSignIn, {
        body: { device_code: started.device_code },
        ...abortable(io),
      });
    } catch (error) {
      if (error instanceof ApiError && error.code === "slow_down") interval += SLOWER_S;
      else if (error instanceof ApiError && error.code === "authorization_pending") continue;
      else if (error instanceof ApiError && error.code === "access_denied")
        throw new CliError(EXIT.refused, "Somebody refused it in the browser.", { code: "access_denied" });
      else if (!(error instanceof CliError && error.code === "gateway_unreachable")) throw error;
    }
  }
  throw new CliError(EXIT.failed, "Nobody confirmed it in time.", {
    code: "expired_token",
    next: "valetkey login, once more.",
  });
}

/** The session that it replaces is ended: it would live on for a month, and nobody would know. */
async function keep(io: Io, name: string, given: Given & { url: string }): Promise<void> {
  const all = await readProfiles(io);
  const before = Object.hasOwn(all.profiles, name) ? all.profiles[name] : undefined;
  const { url, workspace, user, expires_at, access_token } = given;
  const profile: Profile = {
    url,
    workspace: { id: workspace.id, slug: workspace.slug },
    email: user.email,
    expires_at,
    token: access_token,
  };
  await writeProfiles(io, { ...all, current: name, profiles: { ...all.profiles, [name]: profile } });
  if (before) await endAt(before).catch(() => {});
}

const endAt = ({ url, token }: Profile) => clientOf(originOf(url), token).send(endOwnSession);

export interface LogoutOptions extends Remote {
  all?: boolean;
}

/** Ends the session at the gateway, then forgets it. A session that has ended already is as good. */
export async function logout(io: Io, options: LogoutOptions): Promise<number> {
  const all = await readProfiles(io);
  const names = options.all ? Object.keys(all.profiles) : [(await openGateway(io, options)).name];
  const left: string[] = [];
  for (const name of names) {
    const profile = all.profiles[name] as Profile;
    const ended = await endAt(profile).then(
      () => true,
      (error) => error instanceof ApiError && error.problem.status === 401,
    );
    if (!ended) left.push(name);
    delete all.profiles[name];
  }
  const current = all.current !== null && Object.hasOwn(all.profiles, all.current) ? all.current : null;
  await writeProfiles(io, { ...all, current });
  if (options.json) await io.out(json({ signed_out: names, not_ended: left }));
  else if (names.length > 0) await io.out(`Signed out of ${names.map(clean).join(", ")}.\n`);
  else await io.out("Nobody was signed in.\n");
  if (left.length === 0) return EXIT.ok;
  io.err(
    `${left.map(clean).join(", ")} did not answer: the session is forgotten here and lives on there. End it on the page Sessions.\n`,
  );
  return EXIT.unreachable;
}

export interface WhoOptions extends Remote {
  all?: boolean;
}

export async function whoami(io: Io, options: WhoOptions): Promise<void> {
  if (options.all) return listProfiles(io, options);
  const { client, name, profile, signal } = await openGateway(io, options);
  const { user, workspace, role, permissions, expires_at, version } = await client.send(getSession, {
    ...(signal && { signal }),
  });
  if (options.json)
    return io.out(
      json({ profile: name, url: profile.url, user, workspace, role, permissions, expires_at, version }),
    );
  await io.out(
    sheet(io, [
      ["Gateway", `${profile.url} (version ${version})`],
      ["Workspace", `${workspace.name} (${workspace.slug})`],
      ["Person", `${user.name} <${user.email}>`],
      ["Role", role],
      ["Until", when(expires_at)],
      ["Sign-in", name],
    ]),
  );
}

async function listProfiles(io: Io, options: Json): Promise<void> {
  const { current, profiles } = await readProfiles(io);
  const rows = Object.entries(profiles).map(([name, { url, workspace, email, expires_at }]) => ({
    name,
    current: name === current,
    url,
    workspace: workspace.slug,
    email,
    expires_at,
  }));
  if (options.json) return io.out(json({ profiles: rows }));
  const columns = [
    { title: "sign-in", cell: (row: (typeof rows)[number]) => row.name },
    { title: "gateway", cell: (row: (typeof rows)[number]) => row.url },
    { title: "person", cell: (row: (typeof rows)[number]) => row.email },
    { title: "until", cell: (row: (typeof rows)[number]) => when(row.expires_at) },
    { title: "used", cell: (row: (typeof rows)[number]) => (row.current ? "by default" : "") },
  ];
  await io.out(table(io, rows, columns, "Nobody is signed in: valetkey login --url https://your.gateway"));
}
