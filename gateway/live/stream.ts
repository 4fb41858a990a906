import type { LiveEnded, Room } from "../api/contract/live.ts";
import { type Hint, type Listener, mayHear, roomsOf } from "./rooms.ts";

/** Milliseconds between two messages, and between two that say the same of what happens all the time. */
const APART_MS = 250;
const SLOW_MS = 1_000;

/** Whoever has the page open, as `http/` knows them. */
export interface Viewer extends Listener {
  workspaceId: string;
  /** `ses_…` */
  sessionId: string;
  send(event: string, data: unknown): void;
  /** Keeps the connection open, and finds out whether it is. */
  beat(): void;
  end(): void;
  /** Why they may no longer hear, if they may not. */
  judge(): Promise<LiveEnded["reason"] | undefined>;
}

/** What one person is told: leading edge at once, then gathered. */
export class Stream {
  readonly viewer: Viewer;
  #due = new Map<Room, number>();
  #sent = new Map<Room, number>();
  #lastAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #judging = false;
  #again = false;
  #over = false;

  constructor(viewer: Viewer) {
    this.viewer = viewer;
    viewer.send("hello", { rooms: roomsOf(viewer) });
  }

  tell(hints: readonly Hint[]): void {
    if (this.#over) return;
    const now = performance.now();
    for (const hint of hints) {
      if (!mayHear(this.viewer, hint)) continue;
      const { room, slow } = hint;
      const earliest = slow ? Math.max(now, (this.#sent.get(room) ?? -SLOW_MS) + SLOW_MS) : now;
      this.#due.set(room, Math.min(this.#due.get(room) ?? Number.POSITIVE_INFINITY, earliest));
    }
    this.#plan(now);
  }

  /** What was missed is unknown. */
  tellAll(): void {
    this.tell(roomsOf(this.viewer).map((room) => ({ room, person: this.viewer.userId })));
  }

  /** Asks whether this person may still hear, once more when that was asked meanwhile. */
  review(): void {
    if (this.#judging) {
      this.#again = true;
      return;
    }
    this.#judging = true;
    void this.viewer
      .judge()
      .catch(() => undefined) // the database does not answer: the next beat asks again
      .then((reason) => {
        this.#judging = false;
        if (reason) this.end(reason);
        else if (this.#again) {
          this.#again = false;
          this.review();
        }
      });
  }

  end(reason: LiveEnded["reason"]): void {
    if (this.#over) return;
    this.viewer.send("ended", { reason });
    this.drop();
    this.viewer.end();
  }

  /** The connection is gone. */
  drop(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#due.clear();
  }

  #plan(now: number): void {
    if (this.#due.size === 0) return;
    clearTimeout(this.#timer);
    const next = Math.max(Math.min(...this.#due.values()), this.#lastAt + APART_MS);
    if (next <= now) this.#flush(now);
    else this.#timer = setTimeout(() => this.#flush(performance.now()), next - now).unref();
  }

  #flush(now: number): void {
    if (this.#over) return;
    const rooms = [...this.#due].filter(([, due]) => due <= now + 1).map(([room]) => room);
    for (const room of rooms) {
      this.#due.delete(room);
      this.#sent.set(room, now);
    }
    if (rooms.length > 0) {
      this.#lastAt = now;
      this.viewer.send("changed", { rooms });
    }
    this.#plan(now);
  }
}
