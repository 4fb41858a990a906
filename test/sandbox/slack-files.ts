import type { SlackChannel } from "./emulator-internals.ts";
import { slackFailed, slackOk } from "./slack-answers.ts";
import { blocksOf } from "./slack-blocks.ts";
import { missingScope, type SlackCall } from "./slack-calls.ts";
import { insertMessage, threadOf, writableChannel } from "./slack-chat.ts";
import { FILES, shownFile } from "./slack-file-object.ts";
import { type SlackFileRow, type SlackGrant, type SlackServer, slackId } from "./slack-server.ts";

const TYPES: Readonly<Record<string, string>> = {
  pdf: "application/pdf",
  csv: "text/csv",
  txt: "text/plain",
  md: "text/markdown",
  png: "image/png",
  json: "application/json",
};

/** A new file with these bytes, shown nowhere yet. */
export function addFile(
  slack: SlackServer,
  {
    id,
    name,
    user,
    bytes,
    created,
    more = {},
  }: {
    id?: string;
    name: string;
    user: string;
    bytes: Uint8Array;
    created: number;
    more?: Record<string, unknown>;
  },
): SlackFileRow {
  const filetype = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "binary";
  const file: SlackFileRow = {
    id: id ?? slackId("F", `${slack.options.team.domain} ${name} ${slack.files.size}`),
    name,
    title: name,
    mimetype: TYPES[filetype] ?? "application/octet-stream",
    filetype,
    mode: filetype === "txt" || filetype === "md" ? "snippet" : "hosted",
    user,
    created,
    bytes,
    shares: { public: {}, private: {} },
    more,
  };
  slack.files.set(file.id, file);
  return file;
}

/** An account sees what it uploaded and what is shared where it is; people see what is in public channels. */
function sees(slack: SlackServer, grant: SlackGrant, { user, shares }: SlackFileRow): boolean {
  if (user === grant.userId) return true;
  const where = [...Object.keys(shares.public), ...Object.keys(shares.private)];
  return where.some((id) => {
    const channel = slack.store.channels.findOneBy("channel_id", id);
    return (
      channel && (channel.members.includes(grant.userId) || (grant.kind === "user" && !channel.is_private))
    );
  });
}

/** https://docs.slack.dev/reference/methods/files.info */
export function filesInfo({ slack, grant, args }: SlackCall): Response {
  if (!grant.scopes.includes("files:read")) return missingScope(grant, "files:read");
  const file = slack.files.get(args.get("file") ?? "");
  if (!file || !sees(slack, grant, file)) return slackFailed("file_not_found");
  if (file.more.mode === "tombstone") return slackFailed("file_deleted");
  return slackOk({ file: shownFile(slack, file), comments: [], response_metadata: { next_cursor: "" } });
}

/** The bytes, with the token in the header: https://docs.slack.dev/messaging/working-with-files#downloading_files */
export function fileBytes(slack: SlackServer, pathname: string, token: string | undefined): Response {
  const id = /^\/files-pri\/[A-Z0-9]+-(F[A-Z0-9]+)\/(?:download\/)?[^/]+$/.exec(pathname)?.[1];
  const grant = token === undefined ? undefined : slack.ledger.access(token);
  // Strangers are sent to the sign-in page.
  if (!grant?.scopes.includes("files:read")) {
    const to = `https://${slack.options.team.domain}.slack.com/?redir=${encodeURIComponent(pathname)}`;
    return new Response(null, { status: 302, headers: { location: to } });
  }
  const file = id === undefined ? undefined : slack.files.get(id);
  if (!file || !sees(slack, grant, file)) return new Response("Not Found", { status: 404 });
  return new Response(Buffer.from(file.bytes), { headers: { "content-type": file.mimetype } });
}

/** https://docs.slack.dev/reference/methods/files.getUploadURLExternal */
export function getUploadUrl({ slack, grant, args }: SlackCall): Response {
  if (!grant.scopes.includes("files:write")) return missingScope(grant, "files:write");
  const name = args.get("filename") ?? "";
  const length = Number(args.get("length"));
  if (name === "" || !Number.isInteger(length) || length < 1) return slackFailed("invalid_arguments");
  const id = slackId("F", `${slack.options.team.domain} upload ${slack.files.size} ${slack.uploads.size}`);
  const ticket = slack.ledger.mint("CwABAAAA", 48);
  slack.uploads.set(ticket, { id, name, length, user: grant.userId, bytes: undefined });
  return slackOk({ upload_url: `${FILES}/upload/v1/${ticket}`, file_id: id });
}

/** The address carries its own permission: no token goes along. */
export async function upload(slack: SlackServer, pathname: string, request: Request): Promise<Response> {
  const ticket = slack.uploads.get(pathname.slice("/upload/v1/".length));
  if (!ticket || ticket.bytes) return new Response("Not Found", { status: 404 });
  if (request.headers.has("authorization")) return new Response("A token has no place here", { status: 400 });
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.byteLength !== ticket.length) return new Response("Wrong length", { status: 400 });
  ticket.bytes = bytes;
  return new Response(`OK - ${bytes.byteLength}`);
}

/** https://docs.slack.dev/reference/methods/files.completeUploadExternal: answers ids and titles, and shares a moment later. */
export function completeUpload(call: SlackCall): Response {
  const { slack, grant, args } = call;
  if (!grant.scopes.includes("files:write")) return missingScope(grant, "files:write");
  const given = filesOf(args.get("files"));
  if (!given) return slackFailed("invalid_arguments");
  const tickets = given.map(({ id }) => [...slack.uploads.values()].find((one) => one.id === id));
  if (tickets.some((one) => !one?.bytes || one.user !== grant.userId)) return slackFailed("file_not_found");
  const channel = args.has("channel_id") ? writableChannel(call, "channel_id") : undefined;
  if (channel instanceof Response) return channel;
  const thread = channel && threadOf(call, channel);
  if (thread instanceof Response) return thread;
  const comment = args.get("initial_comment");
  const read = comment === null && args.has("blocks") ? blocksOf(args.get("blocks") ?? "") : undefined;
  if (read && "error" in read) return slackFailed(read.error);
  const files = tickets.map((ticket, at) => {
    const { id = "", name = "", user = "", bytes = new Uint8Array() } = ticket ?? {};
    const file = addFile(slack, { id, name, user, bytes, created: Math.floor(Date.now() / 1000) });
    file.title = given[at]?.title ?? name;
    return file;
  });
  for (const { id } of files)
    for (const [ticket, one] of slack.uploads) if (one.id === id) slack.uploads.delete(ticket);
  if (channel) {
    const message = {
      user: grant.userId,
      text: comment ?? "",
      blocks: read?.blocks,
      subtype: "file_share",
      files: files.map(({ id }) => id),
    };
    const { ts } = insertMessage(slack, channel, message, thread);
    for (const file of files) shareIn(file, channel, ts, thread?.ts);
  }
  return slackOk({ files: files.map(({ id, title }) => ({ id, title })) });
}

export function shareIn(
  { shares }: SlackFileRow,
  channel: SlackChannel,
  ts: string,
  thread_ts: string | undefined,
): void {
  const kind = channel.is_private || channel.is_im ? "private" : "public";
  shares[kind][channel.channel_id] = [
    { ts, ...(thread_ts !== undefined && { thread_ts }), channel_name: channel.name },
  ];
}

function filesOf(given: string | null): { id: string; title?: string }[] | undefined {
  try {
    const read: unknown = JSON.parse(given ?? "");
    const fine = Array.isArray(read) && read.length > 0 && read.every((one) => typeof one?.id === "string");
    return fine ? (read as { id: string; title?: string }[]) : undefined;
  } catch {
    return undefined;
  }
}
