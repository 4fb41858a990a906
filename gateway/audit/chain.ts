import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { AuditRow, ChainHead } from "../db/index.ts";
import { content, type Draft } from "./row.ts";

/**
 * The chain: `hash = SHA-256("valetkey-audit/1" 0x00 workspace id 0x00 prev_hash content)`, where `content` is the
 * row's columns as RFC 8785 canonical JSON in the shape of the API, without the two hashes. Sequence numbers start
 * at 1 and have no gaps; the `prev_hash` of row 1 is 32 zero bytes (the workspace is in every hash, so a row of one
 * workspace never fits another's chain).
 */
const domain = "valetkey-audit/1\0";
const zeros = Buffer.alloc(32);

type Unhashed = Omit<AuditRow, "hash">;

export const canonicalBytes = (row: Omit<Unhashed, "prevHash">): Buffer =>
  Buffer.from(canonicalize(content(row)) as string, "utf8");

export function linkHash(row: Unhashed): Buffer {
  const hash = createHash("sha256").update(`${domain}${row.workspaceId}\0`, "utf8");
  return hash.update(row.prevHash).update(canonicalBytes(row)).digest();
}

/** Gives drafts their places behind `head`. */
export function link(head: ChainHead | undefined, drafts: readonly Draft[]): AuditRow[] {
  let last: ChainHead = head ?? { seq: 0n, hash: zeros };
  return drafts.map((draft) => {
    const unhashed = { ...draft, seq: last.seq + 1n, prevHash: last.hash };
    const row = { ...unhashed, hash: linkHash(unhashed) };
    last = row;
    return row;
  });
}

/** The first row that does not fit, and why. */
export interface Break {
  seq: bigint;
  reason: string;
}

/**
 * Checks rows of one workspace in order, one at a time, so that a chain of any length fits in memory. After a break
 * nothing later can be trusted: stop. `after` starts behind a known row instead of at row 1.
 */
export class ChainCheck {
  readonly #workspaceId: string;
  #last: ChainHead;
  #checked = 0;

  constructor(workspaceId: string, after: ChainHead = { seq: 0n, hash: zeros }) {
    this.#workspaceId = workspaceId;
    this.#last = after;
  }

  get checked(): number {
    return this.#checked;
  }
  /** The last row that fits; sequence 0 before the first. */
  get last(): ChainHead {
    return this.#last;
  }

  take(row: AuditRow): Break | undefined {
    const reason = this.#flaw(row);
    if (reason) return { seq: row.seq, reason };
    this.#last = { seq: row.seq, hash: row.hash };
    this.#checked += 1;
    return undefined;
  }

  #flaw(row: AuditRow): string | undefined {
    const { seq, hash } = this.#last;
    if (row.seq !== seq + 1n) {
      if (seq === 0n) return `sequence starts at ${row.seq} instead of 1`;
      return `sequence ${row.seq > seq ? "jumps" : "goes back"} from ${seq} to ${row.seq}`;
    }
    if (row.workspaceId !== this.#workspaceId) return "the row belongs to another workspace";
    if (!same(row.prevHash, hash)) return "prev_hash does not match the row before";
    return same(row.hash, linkHash(row)) ? undefined : "hash does not match its content";
  }

  /** Compares the end of the chain with what the head says it is: a tail that was cut off shows here. */
  finish(head: ChainHead | undefined): Break | undefined {
    const { seq, hash } = this.#last;
    const said = head?.seq ?? 0n;
    if (said !== seq) {
      const first = said < seq ? said : seq;
      return {
        seq: first + 1n,
        reason: `head says ${head ? said : "nothing"}, last row is ${seq === 0n ? "none" : seq}`,
      };
    }
    if (!head || same(head.hash, hash)) return undefined;
    return { seq, reason: `head hash does not match row ${seq}` };
  }
}

/** The whole check over rows in memory. */
export function verifyChain(workspaceId: string, rows: Iterable<AuditRow>, head: ChainHead | undefined) {
  const check = new ChainCheck(workspaceId);
  for (const row of rows) {
    const flaw = check.take(row);
    if (flaw) return flaw;
  }
  return check.finish(head);
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
