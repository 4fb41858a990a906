import { describe, expect, it } from "vitest";
import { mimeTree } from "../../../test/sandbox/mime-tree.ts";
import { type Writable, writeMail } from "../../../test/sandbox/mime-writer.ts";
import { messageSchema } from "../upstream.ts";
import { readMessage } from "./read-message.ts";

const MAILS = 5000;

/** A generator of numbers from 0 to below 1 that is the same for the same seed (mulberry32, public domain). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const WORDS: Readonly<Record<string, readonly string[]>> = {
  "utf-8": ["Größe", "日本語", "Привет", "שלום", "naïve", "🎉", "plain", "a_b", "x*y", "1 < 2 & 3"],
  "iso-8859-1": ["Größe", "façade", "señor", "plain", "5 % off"],
  "windows-1252": ["“quoted”", "5 €", "plain", "…"],
  "windows-1251": ["Привет", "счёт", "plain"],
  "koi8-r": ["Привет", "дела", "plain"],
  "iso-2022-jp": ["日程", "承知しました", "plain"],
  shift_jis: ["日程", "承知しました", "plain"],
  "euc-jp": ["日程", "承知しました", "plain"],
  gbk: ["你好", "世界", "plain"],
  big5: ["繁體", "中文", "plain"],
};
const SEVEN_BIT = new Set(["iso-2022-jp"]);

/** What one generated mail is made of, and what of it a person sees. */
class Maker {
  readonly seen: string[] = [];
  readonly unseen: string[] = [];
  readonly #next: () => number;
  readonly #name: string;
  #made = 0;

  constructor(seed: number) {
    this.#next = seeded(seed);
    this.#name = `m${seed}`;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#next() * from.length)] as T;
  }

  upTo(most: number): number {
    return Math.floor(this.#next() * (most + 1));
  }

  /** A sentence that no other part of any mail has. */
  sentence(charset: string): string {
    this.#made += 1;
    const words = Array.from({ length: 1 + this.upTo(4) }, () => this.pick(WORDS[charset] ?? ["plain"]));
    const text = [`s${this.#made}${this.#name}`, ...words, "end"].join(" ");
    this.seen.push(text);
    return text;
  }

  hidden(): string {
    this.#made += 1;
    const text = `h${this.#made}${this.#name}`;
    this.unseen.push(text);
    return text;
  }

  tree(depth: number): Writable {
    if (depth === 0 || this.upTo(2) === 0) return this.leaf();
    const type = this.pick(["mixed", "alternative", "related", "mixed"] as const);
    if (type === "alternative") return this.alternative();
    const parts = Array.from({ length: 1 + this.upTo(3) }, () => this.tree(depth - 1));
    return { kind: "multipart", type, parts: this.upTo(3) === 0 ? [...parts, this.file()] : parts };
  }

  /** The same sentences in both forms, as mail programs write them. */
  alternative(): Writable {
    const [charset, transfer] = this.carrying();
    const sentences = Array.from({ length: 1 + this.upTo(3) }, () => this.sentence(charset));
    const plain: Writable = { kind: "text", text: sentences.join("\n\n"), charset, transfer };
    const html = { kind: "text", type: "text/html", text: this.html(sentences), charset, transfer } as const;
    return { kind: "multipart", type: "alternative", parts: [plain, html] };
  }

  leaf(): Writable {
    const [charset, transfer] = this.carrying();
    const kind = this.upTo(5);
    if (kind === 4) return this.enclosed();
    if (kind === 5) return this.file();
    const sentences = Array.from({ length: 1 + this.upTo(3) }, () => this.sentence(charset));
    if (kind <= 1) return { kind: "text", text: sentences.join("\n"), charset, transfer };
    if (kind === 2) {
      const text = sentences.map((one) => one.replaceAll(" ", " \n")).join("\n\n");
      return { kind: "text", text, charset, transfer, params: "; format=flowed" };
    }
    return { kind: "text", type: "text/html", text: this.html(sentences), charset, transfer };
  }

  /** A mail inside the mail. */
  enclosed(): Writable {
    const text = `From: x@a.test\nSubject: ${this.sentence("us-ascii")}\n\n${this.sentence("us-ascii")}`;
    return { kind: "text", type: "message/rfc822", text, charset: "us-ascii", transfer: "7bit" };
  }

  file(): Writable {
    const bytes = Buffer.from(this.hidden());
    const type = this.pick(["application/pdf", "text/plain", "text/html", "image/png"]);
    return { kind: "file", type, name: `f${this.upTo(99)}.bin`, bytes };
  }

  carrying(): ["utf-8" | string, "8bit" | "7bit" | "base64" | "quoted-printable"] {
    const charset = this.pick(Object.keys(WORDS));
    if (SEVEN_BIT.has(charset)) return [charset, this.pick(["7bit", "base64"] as const)];
    return [charset, this.pick(["8bit", "base64", "quoted-printable"] as const)];
  }

  html(sentences: readonly string[]): string {
    const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    const shown = sentences.map((one) => this.wrapped(escaped(one), 1 + this.upTo(4)));
    const quiet = Array.from({ length: this.upTo(2) }, () => this.quiet(this.hidden()));
    const body = [...shown, ...quiet].sort(() => this.#next() - 0.5).join(this.pick(["", "\n", "<hr>"]));
    return this.pick([body, `<html><head><style>.z{color:red}</style></head><body>${body}</body></html>`]);
  }

  wrapped(text: string, times: number): string {
    const ways: readonly ((inner: string) => string)[] = [
      (inner) => `<p>${inner}</p>`,
      (inner) => `<div class="z">${inner}</div>`,
      (inner) => `<table><tr><td>${inner}</td><td></td></tr></table>`,
      (inner) => `<table border=1><tr><th>a</th><th>b</th></tr><tr><td>${inner}</td><td>1</td></tr></table>`,
      (inner) => `<ul><li>${inner}</li></ul>`,
      (inner) => `<blockquote>${inner}</blockquote>`,
      (inner) => `<span style="color:red">${inner}</span>`,
      (inner) => `<center><font size=2>${inner}</font></center>`,
      (inner) => `<div>${inner}`,
      (inner) => `<h2>${inner}</h2>`,
      (inner) => `<section><article>${inner}</article></section>`,
    ];
    // A link is one line: what stands inside it is words, not blocks.
    const start = this.upTo(3) === 0 ? `<a href="https://a.test/?q=1&amp;r=2">${text}</a>` : text;
    return Array.from({ length: times }).reduce<string>((inner) => this.pick(ways)(inner), start);
  }

  quiet(text: string): string {
    return this.pick([
      `<div style="display:none">${text}</div>`,
      `<script>var x = "${text}"</script>`,
      `<style>.${text}{color:red}</style>`,
      `<!-- ${text} -->`,
      `<span style="visibility:hidden">${text}</span>`,
      `<p hidden>${text}</p>`,
      `<ul><li hidden>${text}</li></ul>`,
      `<blockquote style="display: none;">${text}</blockquote>`,
      `<div style="font-size:0">${text}</div>`,
      `<div style="max-height:0;overflow:hidden"><b>${text}</b></div>`,
      `<img src="https://t.test/${text}" width="1" height="1" alt="${text}">`,
      `<template>${text}</template>`,
      `<title>${text}</title>`,
    ]);
  }
}

const line = (text: string) => text.replace(/[\s>|]+/g, " ").replaceAll("\\", "");

const MODES = ["full", "text", "clean"] as const;

/** A mail in each form. */
function readings(raw: Buffer) {
  const message = messageSchema.parse({ id: "m", payload: mimeTree(raw, "m").root });
  return MODES.map((mode) => ({ mode, ...readMessage(message, mode) }));
}

describe(`${MAILS} generated mails`, () => {
  it("lose no sentence, show nothing hidden, and are read without a complaint", { timeout: 120_000 }, () => {
    for (let seed = 1; seed <= MAILS; seed++) {
      const maker = new Maker(seed);
      const raw = writeMail(
        [
          ["From", "a@a.test"],
          ["Subject", `mail ${seed}`],
        ],
        maker.tree(4),
      );
      for (const { mode, body, notes } of readings(raw)) {
        const shown = line(body);
        // Nothing answers anything here, so that even the clean form leaves nothing out.
        const lost = maker.seen.filter((one) => !shown.includes(line(one)));
        const told = maker.unseen.filter((one) => shown.includes(one));
        if (lost.length + told.length + notes.length > 0)
          expect({ seed, mode, lost, told, notes }).toEqual({ seed, mode, lost: [], told: [], notes: [] });
      }
    }
  });

  it("take time in proportion to their size", { timeout: 60_000 }, () => {
    const timeOf = (parts: number, words: number) => {
      const text = "A line of ordinary words in a mail.\n".repeat(words);
      const leaves: Writable[] = Array.from({ length: parts }, (_, at) => ({
        kind: "text",
        type: at % 2 === 0 ? "text/plain" : "text/html",
        text: at % 2 === 0 ? text : `<p>${text.replaceAll("\n", "</p><p>")}</p>`,
        transfer: "8bit",
      }));
      const { root } = mimeTree(
        writeMail([["From", "a@a.test"]], { kind: "multipart", type: "mixed", parts: leaves }),
        "m",
      );
      const message = messageSchema.parse({ id: "m", payload: root });
      const started = performance.now();
      readMessage(message, "clean");
      return performance.now() - started;
    };
    timeOf(50, 50);
    for (const [parts, words] of [
      [100, 20],
      [20, 400],
    ] as const) {
      const small = Math.min(...[1, 2, 3].map(() => timeOf(parts, words)));
      const large = Math.min(...[1, 2].map(() => timeOf(parts * 8, words)));
      expect(large).toBeLessThan(Math.max(40, small) * 8 * 3);
    }
  });
});

it("bytes that are no mail at all are read without a crash", () => {
  const next = seeded(7);
  for (let at = 0; at < 500; at++) {
    const bytes = Buffer.from(
      Array.from({ length: Math.floor(next() * 2000) }, () => Math.floor(next() * 256)),
    );
    const headers = "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n";
    for (const raw of [
      bytes,
      Buffer.concat([Buffer.from(headers), bytes, Buffer.from("\r\n--a\r\n\r\n"), bytes]),
    ]) {
      for (const { body } of readings(raw)) expect(typeof body).toBe("string");
    }
  }
});
