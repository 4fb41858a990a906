import { crc32, inflateRawSync } from "node:zlib";
import { LIMITS } from "./limits.ts";
import { Unreadable } from "./protocol.ts";

// Layout of the records: APPNOTE.TXT 4.3 (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT).
const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const LONGEST_COMMENT = 0xffff;

interface Entry {
  method: number;
  encrypted: boolean;
  crc: number;
  packed: number;
  at: number;
}

/**
 * The parts of a zip, by name (lower case, as names in office files are compared). Nothing is unpacked until it is
 * read, and all that is read together stays under `LIMITS.unpackedBytes`: what an entry says of its own size is not
 * believed, the inflating stops by itself.
 */
export class Zip {
  #view: DataView;
  #bytes: Uint8Array;
  #entries = new Map<string, Entry>();
  #room: number = LIMITS.unpackedBytes;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#list();
  }

  get names(): string[] {
    return [...this.#entries.keys()];
  }

  /** A part's bytes; undefined: there is none of this name. Throws `Unreadable`. */
  read(name: string): Uint8Array | undefined {
    const entry = this.#entries.get(name.toLowerCase());
    if (!entry) return undefined;
    if (entry.encrypted) throw new Unreadable("encrypted");
    if (entry.method !== 0 && entry.method !== 8) throw new Unreadable("damaged");
    const packed = this.#packed(entry);
    const bytes = entry.method === 0 ? packed : this.#inflate(packed);
    this.#room -= bytes.length;
    if (this.#room < 0) throw new Unreadable("too_big_unpacked");
    if (crc32(bytes) !== entry.crc) throw new Unreadable("damaged");
    return bytes;
  }

  #packed({ at, packed }: Entry): Uint8Array {
    if (this.#u32(at) !== LOCAL) throw new Unreadable("damaged");
    const start = at + 30 + this.#u16(at + 26) + this.#u16(at + 28);
    if (start + packed > this.#bytes.length) throw new Unreadable("damaged");
    return this.#bytes.subarray(start, start + packed);
  }

  #inflate(packed: Uint8Array): Uint8Array {
    try {
      return inflateRawSync(packed, { maxOutputLength: Math.max(1, this.#room) });
    } catch (error) {
      const tooLong = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
      throw new Unreadable(tooLong ? "too_big_unpacked" : "damaged");
    }
  }

  #list(): void {
    const end = this.#end();
    const count = this.#u16(end + 10);
    if (count > LIMITS.entries) throw new Unreadable("too_many_parts");
    const size = this.#u32(end + 12);
    const offset = this.#u32(end + 16);
    // What stands before the zip (a program that unpacks it) shifts all offsets.
    const shift = end - size - offset;
    if (shift < 0) throw new Unreadable("damaged");
    let at = offset + shift;
    for (let i = 0; i < count; i++) at = this.#entry(at, shift);
  }

  /** Reads one line of the directory; gives where the next begins. */
  #entry(at: number, shift: number): number {
    if (this.#u32(at) !== CENTRAL) throw new Unreadable("damaged");
    const flags = this.#u16(at + 8);
    const nameEnd = at + 46 + this.#u16(at + 28);
    const next = nameEnd + this.#u16(at + 30) + this.#u16(at + 32);
    if (next > this.#bytes.length) throw new Unreadable("damaged");
    const raw = this.#bytes.subarray(at + 46, nameEnd);
    const name = new TextDecoder(flags & 0x800 ? "utf-8" : "windows-1252").decode(raw);
    this.#entries.set(name.replaceAll("\\", "/").replace(/^\/+/, "").toLowerCase(), {
      method: this.#u16(at + 10),
      encrypted: (flags & 1) === 1,
      crc: this.#u32(at + 16),
      packed: this.#u32(at + 20),
      at: this.#u32(at + 42) + shift,
    });
    return next;
  }

  #end(): number {
    const last = this.#bytes.length - 22;
    for (let at = last; at >= 0 && at >= last - LONGEST_COMMENT; at--) {
      if (this.#u32(at) === END) return at;
    }
    throw new Unreadable("damaged");
  }

  #u16(at: number): number {
    if (at + 2 > this.#bytes.length) throw new Unreadable("damaged");
    return this.#view.getUint16(at, true);
  }
  #u32(at: number): number {
    if (at + 4 > this.#bytes.length) throw new Unreadable("damaged");
    return this.#view.getUint32(at, true);
  }
}
