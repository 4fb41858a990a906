import type { PGlite } from "@electric-sql/pglite";
import { SocketLike } from "./socket-like.ts";

// Messages of the wire protocol that end a round: Sync, Query, Flush, FunctionCall, CopyFail, CopyDone, CopyData.
const ROUND_ENDS = new Set([..."SQHFfcd"].map((c) => c.charCodeAt(0)));
const TERMINATE = "X".charCodeAt(0);

/**
 * What node-postgres takes for a socket: its ordinary wire protocol, handed in process to PGlite. PGlite has ONE
 * session, so the pool must have `max: 1`; the pool is the queue and an open transaction owns the connection.
 */
export class PGliteStream extends SocketLike {
  #db: PGlite;
  #pending: Buffer = Buffer.alloc(0);
  #started = false;
  #over = false;

  constructor(db: PGlite) {
    super();
    this.#db = db;
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void) {
    this.#take([chunk], done);
  }
  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void) {
    this.#take(
      chunks.map((c) => c.chunk),
      done,
    );
  }
  override _final(done: (error?: Error | null) => void) {
    this.#hangUp().then(() => done(), done);
  }
  override _destroy(error: Error | null, done: (error?: Error | null) => void) {
    this.#hangUp().then(() => done(error), done);
  }

  /** The next connection must find a clean session, as it would on a server. */
  async #hangUp() {
    if (this.#over || !this.#started || this.#db.closed) return;
    this.#over = true;
    const simple = (sql: string) => {
      const text = Buffer.from(`${sql}\0`);
      const message = Buffer.alloc(5 + text.length);
      message.write("Q", 0);
      message.writeInt32BE(4 + text.length, 1);
      text.copy(message, 5);
      return this.#db.execProtocolRawStream(message, { onRawData: () => {} });
    };
    try {
      await this.#db.runExclusive(async () => {
        if (this.#db.closed) return;
        if (this.#db.isInTransaction()) await simple("ROLLBACK");
        await simple("DISCARD ALL");
      });
    } catch (error) {
      if (!this.#db.closed) throw error;
    }
  }

  /** Bytes up to the end of the last whole round, and whether the client said goodbye. */
  #rounds(bytes: Buffer): { end: number; bye: boolean } {
    let at = 0;
    let end = 0;
    while (bytes.length - at >= (this.#started ? 5 : 4)) {
      const length = this.#started ? 1 + bytes.readInt32BE(at + 1) : bytes.readInt32BE(at);
      if (bytes.length - at < length) break;
      if (!this.#started) {
        this.#started = true; // the start-up message has no type byte
        at = end = length;
        continue;
      }
      const type = bytes[at] ?? 0;
      if (type === TERMINATE) return { end, bye: true };
      at += length;
      if (ROUND_ENDS.has(type)) end = at;
    }
    return { end, bye: false };
  }

  #take(chunks: Buffer[], done: (error?: Error | null) => void) {
    const first = chunks[0];
    this.#pending =
      this.#pending.length === 0 && chunks.length === 1 && first
        ? first
        : Buffer.concat([this.#pending, ...chunks]);
    const bytes = this.#pending;
    const { end, bye } = this.#rounds(bytes);
    this.#pending = bytes.subarray(bye ? bytes.length : end);
    const run = async () => {
      if (end > 0) {
        await this.#db.runExclusive(() =>
          this.#db.execProtocolRawStream(bytes.subarray(0, end), {
            onRawData: (data) => {
              this.push(Buffer.from(data));
            },
          }),
        );
      }
      if (bye) {
        await this.#hangUp();
        this.push(null);
      }
    };
    run().then(() => done(), done);
  }
}
