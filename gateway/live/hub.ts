import type { Channel } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { type Hint, hintsOfEvent, type Recorded, ROOMS_OF_TABLE } from "./rooms.ts";
import { Stream, type Viewer } from "./stream.ts";
import { hintText, read, written } from "./wire.ts";

/** Streams of one session on one replica: more tabs than these share, or go without. */
export const STREAMS_A_SESSION = 6;
/** Of one person, however many sessions they have: each holds a connection and is judged when people change. */
export const STREAMS_A_PERSON = 24;
const BEAT_MS = 15_000;
/** Between two notifications of this replica; what only says that calls go on waits longer. */
const APART_MS = 100;
const SLOW_MS = 500;
const TOPIC = "live";

export interface LiveOptions {
  channel: Pick<Channel, "on" | "onGap" | "publish">;
  log: { debug(facts: object, message: string): void };
}

export interface Live {
  /** Rows of one workspace that have just been committed here. */
  committed(workspaceId: string, rows: readonly Recorded[]): void;
  /** Until the returned function is called. Throws `too_many_streams`. */
  open(viewer: Viewer): () => void;
  /** Ends every stream. */
  close(): void;
}

/**
 * Live updates. What changed is told by the events that are recorded, over the notification channel to every replica,
 * and by the changes of tables that replicas hear of anyway. Hints, gathered on both ends, never data.
 */
export function openLive({ channel, log }: LiveOptions): Live {
  const streams = new Map<string, Set<Stream>>();
  let waiting = new Map<string, Set<string>>();
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  let lastAt = Number.NEGATIVE_INFINITY;
  let isClosed = false;

  const everyStream = () => [...streams.values()].flatMap((set) => [...set]);

  const deliver = (workspaceId: string, hints: readonly Hint[]): void => {
    const here = streams.get(workspaceId);
    if (!here) return;
    const isAboutPeople = hints.some(
      ({ room }) => room === "sessions" || room === "members" || room === "workspace",
    );
    for (const stream of here) {
      stream.tell(hints);
      if (isAboutPeople) stream.review();
    }
  };

  const publish = (): void => {
    timer = undefined;
    dueAt = Number.POSITIVE_INFINITY;
    lastAt = performance.now();
    const messages = written(waiting);
    waiting = new Map();
    for (const id of messages)
      channel.publish(TOPIC, { workspace: "", id }).catch((err: unknown) => {
        // A page hears of it at the latest when it is looked at again; a lost channel has it refetch everything.
        log.debug({ err }, "hints of what changed could not be sent");
      });
  };
  const plan = (slow: boolean): void => {
    const next = Math.max(performance.now() + (slow ? SLOW_MS : 0), lastAt + APART_MS);
    if (next >= dueAt || isClosed) return;
    clearTimeout(timer);
    dueAt = next;
    timer = setTimeout(publish, Math.max(0, next - performance.now())).unref();
  };

  for (const [table, rooms] of Object.entries(ROOMS_OF_TABLE)) {
    const hints = rooms.map((room) => ({ room }));
    channel.on(table, ({ workspace }) => deliver(workspace, hints));
  }
  channel.on(TOPIC, ({ id }) => {
    if (streams.size === 0) return;
    for (const [workspace, hints] of read(id)) deliver(workspace, hints);
  });
  channel.onGap(() => {
    for (const stream of everyStream()) {
      stream.tellAll();
      stream.review();
    }
  });
  const beat = setInterval(() => {
    for (const stream of everyStream()) {
      stream.viewer.beat();
      stream.review();
    }
  }, BEAT_MS);
  beat.unref();

  return {
    committed(workspaceId, rows) {
      if (isClosed) return;
      const hints = rows.flatMap(hintsOfEvent);
      const set = waiting.get(workspaceId) ?? new Set();
      for (const hint of hints) set.add(hintText(hint));
      if (set.size === 0) return;
      waiting.set(workspaceId, set);
      plan(hints.every(({ slow }) => slow === true));
    },
    open(viewer) {
      if (isClosed) throw new GatewayError("unavailable");
      const here = streams.get(viewer.workspaceId) ?? new Set();
      const theirs = [...here].filter((one) => one.viewer.userId === viewer.userId);
      const mine = theirs.filter((one) => one.viewer.sessionId === viewer.sessionId);
      if (mine.length >= STREAMS_A_SESSION || theirs.length >= STREAMS_A_PERSON)
        throw new GatewayError("too_many_streams");
      const stream = new Stream(viewer);
      streams.set(viewer.workspaceId, here.add(stream));
      stream.review(); // it may have ended between its being read and its being here
      return () => {
        stream.drop();
        here.delete(stream);
        if (here.size === 0 && streams.get(viewer.workspaceId) === here) streams.delete(viewer.workspaceId);
      };
    },
    close() {
      isClosed = true;
      clearInterval(beat);
      clearTimeout(timer);
      for (const stream of everyStream()) stream.end("closing");
      streams.clear();
    },
  };
}
