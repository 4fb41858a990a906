import { createHash } from "node:crypto";
import { type Api, readAnswer } from "../kit/index.ts";
import { call } from "./call.ts";
import { messagesSchema } from "./upstream.ts";

interface Posted {
  channel: string;
  ts: string;
  already_sent?: boolean;
}
interface Once extends Posted {
  /** Messages that were looked at for the key, where there were more of the last day than that. */
  lookedAt?: number;
}
interface Target {
  channel: string;
  thread: string | undefined;
  key: string;
}

const EVENT = "valetkey_sent";
/** How far back an earlier message with the key is looked for. */
const LOOK_BACK_MS = 24 * 60 * 60_000;
const LOOK_AT = 200;

/** Sends under way: a retry that overtakes its first try waits for it instead of sending twice. */
const underWay = new Map<string, Promise<Once>>();

/**
 * Posts once per key. The key goes along, hashed, as the message's metadata
 * (https://docs.slack.dev/messaging/message-metadata), and the last day of the channel or thread, up to 200 messages,
 * is searched for it first. That holds for one gateway process at a time.
 */
export async function onceByKey(
  api: Api,
  target: Target,
  post: (metadata: object) => Promise<Posted>,
): Promise<Once> {
  const mark = createHash("sha256")
    .update(JSON.stringify([api.connectorId, target.key]))
    .digest("hex");
  const flying = underWay.get(mark);
  if (flying) return { ...(await flying), already_sent: true };
  const flight = earlier(api, target, mark).then(async ({ found, lookedAt }): Promise<Once> => {
    if (found) return found;
    const posted = await post({ event_type: EVENT, event_payload: { key: mark } });
    return { ...posted, ...(lookedAt !== undefined && { lookedAt }) };
  });
  underWay.set(mark, flight);
  try {
    return await flight;
  } finally {
    underWay.delete(mark);
  }
}

async function earlier(
  api: Api,
  { channel, thread }: Target,
  mark: string,
): Promise<{ found: Posted | undefined; lookedAt: number | undefined }> {
  const oldest = ((Date.now() - LOOK_BACK_MS) / 1000).toFixed(6);
  const query = { channel, ts: thread, oldest, limit: LOOK_AT, include_all_metadata: true };
  const method = thread === undefined ? "conversations.history" : "conversations.replies";
  const { messages, has_more } = readAnswer(messagesSchema, await call(api, method, query));
  const found = messages.find(
    ({ metadata }) => metadata?.event_type === EVENT && metadata.event_payload?.key === mark,
  );
  return {
    found: found && { channel, ts: found.ts, already_sent: true },
    lookedAt: has_more ? messages.length : undefined,
  };
}
