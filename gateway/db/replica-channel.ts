import pg from "pg";
import { BEAT_MS, type Channel, Handlers, LEASE_MS, parseChange } from "./channel.ts";

const TOPIC = "valetkey";
/** A replica that has not written its row for this long does not count: its lease ran out long ago. */
const SEEN_SECONDS = 10;
/** How long `settled` waits beyond the lease for a replica that is slow but alive. */
const GRACE_MS = 250;
const own = (replicaId: string) => `valetkey_${replicaId}`;

interface Options {
  session: pg.ClientConfig;
  pool: pg.Pool;
  replicaId: string;
}

/** The channel over PostgreSQL's LISTEN and NOTIFY, on a connection of its own that reconnects for ever. */
export class ReplicaChannel implements Channel {
  #handlers = new Handlers();
  #options: Options;
  #client: pg.Client | undefined;
  /** The client that has a query under way: it takes one at a time. */
  #asking: pg.Client | undefined;
  #closed = false;
  #retryMs = 100;
  #freshUntil = 0;
  #beatSentAt = new Map<number, number>();
  #beats = 0;
  #acks = new Map<string, (replica: string) => void>();
  #timers: NodeJS.Timeout[] = [];

  constructor(options: Options) {
    this.#options = options;
  }

  async open(): Promise<void> {
    await this.#register();
    await this.#connect();
    this.#timers = [
      setInterval(() => this.#beat(), BEAT_MS),
      setInterval(() => void this.#register().catch(() => {}), 2_000),
    ];
    for (const timer of this.#timers) timer.unref();
    await this.#firstBeat();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#freshUntil = 0;
    await this.#client?.end().catch(() => {});
    await this.#options.pool
      .query("DELETE FROM replicas WHERE id = $1", [this.#options.replicaId])
      .catch(() => {});
  }

  on: Channel["on"] = (topic, handler) => this.#handlers.on(topic, handler);
  onGap: Channel["onGap"] = (handler) => this.#handlers.onGap(handler);
  fresh: Channel["fresh"] = () => performance.now() < this.#freshUntil;

  publish: Channel["publish"] = async (topic, { workspace, id }) => {
    await this.#notify(this.#options.pool, TOPIC, { t: topic, w: workspace, i: id });
  };

  settled: Channel["settled"] = async () => {
    const nonce = crypto.randomUUID();
    const acked = new Set<string>();
    const all = Promise.withResolvers<void>();
    let waitFor: string[] | undefined;
    const check = () => {
      if (waitFor?.every((id) => acked.has(id))) all.resolve();
    };
    this.#acks.set(nonce, (replica) => {
      acked.add(replica);
      check();
    });
    const timer = setTimeout(all.resolve, LEASE_MS + GRACE_MS);
    try {
      await this.#notify(this.#options.pool, TOPIC, { t: "sync", w: this.#options.replicaId, i: nonce });
      const { rows } = await this.#options.pool.query<{ id: string }>(
        `SELECT id FROM replicas WHERE seen_at > now() - interval '${SEEN_SECONDS} seconds'`,
      );
      waitFor = rows.map((r) => r.id);
      check();
      await all.promise;
    } finally {
      clearTimeout(timer);
      this.#acks.delete(nonce);
    }
  };

  async #notify(on: pg.Pool | pg.Client, topic: string, payload: object): Promise<void> {
    await on.query("SELECT pg_notify($1, $2)", [topic, JSON.stringify(payload)]);
  }

  async #register(): Promise<void> {
    await this.#options.pool.query(
      `WITH gone AS (DELETE FROM replicas WHERE seen_at < now() - interval '1 hour')
       INSERT INTO replicas (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET seen_at = now()`,
      [this.#options.replicaId],
    );
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({ ...this.#options.session, keepAlive: true });
    this.#client = client;
    this.#asking = client;
    client.on("error", () => {}); // "end" follows
    client.once("end", () => this.#lost());
    client.on("notification", (n) => this.#receive(n.channel, n.payload ?? ""));
    try {
      await client.connect();
      await client.query(`LISTEN "${TOPIC}"; LISTEN "${own(this.#options.replicaId)}"`);
      this.#asking = undefined;
      this.#retryMs = 100;
      this.#handlers.gap(); // whatever happened while nobody listened is unknown
      this.#beat();
    } catch (error) {
      await client.end().catch(() => {});
      if (this.#timers.length === 0) throw error; // at start: say so instead of trying for ever
    }
  }

  #lost(): void {
    this.#freshUntil = 0;
    this.#beatSentAt.clear();
    this.#handlers.gap();
    if (this.#closed || this.#timers.length === 0) return;
    this.#retryMs = Math.min(this.#retryMs * 2, 5_000);
    setTimeout(() => void this.#connect(), this.#retryMs).unref();
  }

  #beat(): void {
    const client = this.#client;
    if (!client || this.#closed || this.#asking === client) return;
    this.#asking = client;
    const n = ++this.#beats;
    this.#beatSentAt.set(n, performance.now());
    if (this.#beatSentAt.size > 100) this.#beatSentAt.clear();
    this.#notify(client, own(this.#options.replicaId), { t: "beat", w: "", i: String(n) })
      .catch(() => {})
      .finally(() => {
        if (this.#asking === client) this.#asking = undefined;
      });
  }

  async #firstBeat(): Promise<void> {
    const until = performance.now() + 5_000;
    while (!this.fresh()) {
      if (performance.now() > until)
        throw new Error(
          "PostgreSQL delivers no notifications on this connection (a pooler in transaction mode?): LISTEN needs a direct one",
        );
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  #receive(channel: string, payload: string): void {
    const parsed = parseChange(payload);
    if (!parsed) return;
    const { topic, change } = parsed;
    if (channel === TOPIC && topic === "sync") void this.#answer(change.workspace, change.id);
    else if (channel === TOPIC) this.#handlers.emit(topic, change);
    else if (topic === "ack") this.#acks.get(change.id)?.(change.workspace);
    else if (topic === "beat") {
      const sentAt = this.#beatSentAt.get(Number(change.id));
      if (sentAt === undefined) return;
      this.#beatSentAt.delete(Number(change.id));
      this.#freshUntil = Math.max(this.#freshUntil, sentAt + LEASE_MS);
    }
  }

  /** Everything published before this sync has been emitted; once its handlers are done, say so to the asker. */
  async #answer(asker: string, nonce: string): Promise<void> {
    await this.#handlers.idle();
    await this.#notify(this.#options.pool, own(asker), {
      t: "ack",
      w: this.#options.replicaId,
      i: nonce,
    }).catch(() => {});
  }
}
