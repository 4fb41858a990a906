import { createHash } from "node:crypto";
import type { AuditVerification } from "../api/contract/index.ts";
import { auditEvent } from "../api/contract/index.ts";
import type { Clock } from "../clock.ts";
import type { AuditRow } from "../db/index.ts";
import { type Break, ChainCheck } from "./chain.ts";
import { header, makeTrailer, trailer } from "./export-format.ts";
import { splitLines } from "./lines.ts";
import { fromEvent, toEvent } from "./row.ts";
import { toVerification } from "./verify.ts";

export interface ExportVerification extends AuditVerification {
  /** The workspace the file says it is of; null when its first line is not a header. */
  workspace: string | null;
}

export interface VerifyExportOptions {
  clock?: Clock;
  /** Told now and then. */
  onProgress?: (checked: number) => void;
}

/** Verifies an export from its bytes alone: the chain, and that not one byte differs from what was exported. */
export async function verifyExport(
  file: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { clock = Date.now, onProgress }: VerifyExportOptions = {},
): Promise<ExportVerification> {
  const check = new ExportCheck();
  let flaw: Break | undefined;
  try {
    for await (const line of splitLines(file)) {
      flaw = check.line(line);
      if (flaw) break;
      if (check.chain.checked % 5_000 === 0) onProgress?.(check.chain.checked);
    }
    flaw ??= check.end();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    flaw = check.break(error.message);
  }
  return { workspace: check.workspace ?? null, ...toVerification(check.chain, check.first, flaw, clock()) };
}

class ExportCheck {
  workspace: string | undefined;
  first: bigint | undefined;
  chain = new ChainCheck("");
  #fromSeq = 1n;
  #lines = 0;
  /** Held back by one: only the end shows that a line was the trailer. */
  #held: Buffer | undefined;
  readonly #sha256 = createHash("sha256");

  break(reason: string): Break {
    return { seq: this.chain.last.seq + 1n, reason };
  }

  line(line: Buffer): Break | undefined {
    const held = this.#held;
    this.#held = Buffer.from(line);
    if (!held) return undefined;
    this.#lines += 1;
    this.#sha256.update(held).update("\n");
    return this.#lines === 1 ? this.#header(held) : this.#event(held);
  }

  #header(line: Buffer): Break | undefined {
    const parsed = header.safeParse(parse(line));
    if (!parsed.success) return this.break("line 1 is not the header of an audit export");
    this.workspace = parsed.data.workspace;
    this.#fromSeq = BigInt(parsed.data.from_seq);
    this.chain = new ChainCheck(this.workspace);
    return undefined;
  }

  #event(line: Buffer): Break | undefined {
    const parsed = auditEvent.safeParse(parse(line));
    if (!parsed.success) return this.break(`line ${this.#lines} is not an audit event`);
    const row = fromEvent(this.workspace!, parsed.data);
    if (this.first === undefined) this.#begin(row);
    const flaw = this.chain.take(row);
    if (flaw) return { ...flaw, reason: `line ${this.#lines}: ${flaw.reason}` };
    // Same content, other bytes: a key that is not part of an event, or spacing.
    if (Buffer.from(JSON.stringify(toEvent(row)), "utf8").equals(line)) return undefined;
    return { seq: row.seq, reason: `line ${this.#lines} is not written as it was exported` };
  }

  /** A file that continues an earlier one cannot check its first link; the earlier file's head hash has to be it. */
  #begin(row: AuditRow): void {
    this.first = row.seq;
    if (this.#fromSeq > 1n)
      this.chain = new ChainCheck(this.workspace!, { seq: this.#fromSeq - 1n, hash: row.prevHash });
  }

  end(): Break | undefined {
    if (!this.workspace) return this.break("the file has no header and no trailer");
    const parsed = trailer.safeParse(parse(this.#held!));
    if (!parsed.success) return this.break("the trailer is missing: the file was cut off");
    const { count, head_seq, head_hash, sha256 } = parsed.data;
    const head =
      head_seq === null || head_hash === null
        ? undefined
        : { seq: BigInt(head_seq), hash: Buffer.from(head_hash, "hex") };
    const isBehind = this.first === undefined && head && head.seq < this.#fromSeq;
    const flaw = isBehind ? undefined : this.chain.finish(head);
    if (flaw) return { ...flaw, reason: `trailer: ${flaw.reason}` };
    const { checked } = this.chain;
    if (count !== checked) return this.break(`the trailer counts ${count} events, the file has ${checked}`);
    const digest = this.#sha256.digest("hex");
    if (sha256 !== digest)
      return this.break("the file differs from what was exported: its SHA-256 does not match the trailer");
    const exact = JSON.stringify(makeTrailer(checked, head, digest));
    return this.#held!.equals(Buffer.from(exact))
      ? undefined
      : this.break("the trailer is not written as it was exported");
  }
}

function parse(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch {
    return undefined;
  }
}
