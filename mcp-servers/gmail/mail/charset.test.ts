import { expect, it } from "vitest";
import { encode } from "../../../test/sandbox/charsets.ts";
import { decodeText } from "./charset.ts";

const read = (bytes: Buffer | string, charset: string) =>
  decodeText(Buffer.from(bytes as Buffer), `text/plain; charset=${charset}`);

it.each([
  ["gb18030", "你好，世界"],
  ["cp936", "你好，世界", "gbk"],
  ["windows-1250", "Příliš žluťoučký"],
  ["windows-1253", "Καλημέρα"],
  ["windows-1254", "İstanbul'da ışık"],
  ["windows-1255", "שלום"],
  ["windows-1256", "مرحبا"],
  ["windows-1257", "Ačiū už žinią"],
  ["windows-1258", "Hà Nội".slice(0, 4)],
  ["windows-874", "สวัสดี"],
  ["tis-620", "สวัสดี", "windows-874"],
  ["iso-8859-2", "Zażółć gęślą"],
  ["iso-8859-7", "Καλημέρα"],
  ["iso-8859-8-i", "שלום", "iso-8859-8"],
  ["ISO_8859-1", "Schöne Grüße", "iso-8859-1"],
  ["iso8859-15", "5 €", "iso-8859-15"],
  ["koi8-u", "Добрий день, Київ"],
  ["x-sjis", "承知いたしました", "shift_jis"],
  ["cp932", "承知いたしました", "shift_jis"],
  ["euc-kr", "안녕하세요"],
  ["ks_c_5601-1987", "안녕하세요", "euc-kr"],
  ["macintosh", "Café – “so”"],
  ["ibm866", "Добрый день"],
])("reads %s", (label, text, charset = label) => {
  expect(read(encode(text, charset), label)).toEqual({ text });
});

it("reads sixteen bits, with a mark or without", () => {
  const little = Buffer.from("Grüße", "utf16le");
  const big = Buffer.from(little).swap16();
  expect(read(little, "utf-16le").text).toBe("Grüße");
  expect(read(big, "utf-16be").text).toBe("Grüße");
  expect(read(big, "utf-16").text).toBe("Grüße");
  expect(read(little, "utf-16").text).toBe("Grüße");
  expect(read(Buffer.concat([Buffer.from([0xff, 0xfe]), little]), "utf-8").text).toBe("Grüße");
  expect(read("\ufeffGrüße", "us-ascii").text).toBe("Grüße");
});

it("reads the shifted charsets of Korea and China (RFC 1557, RFC 1843)", () => {
  const korean = Buffer.from(encode("안녕", "euc-kr").map((byte) => byte & 0x7f));
  const kr = Buffer.concat([Buffer.from("\u001b$)CHi \u000e"), korean, Buffer.from("\u000f!")]);
  expect(read(kr, "iso-2022-kr")).toEqual({ text: "Hi 안녕!" });
  const chinese = Buffer.from(encode("你好", "gbk").map((byte) => byte & 0x7f));
  expect(read(Buffer.concat([Buffer.from("Hi ~{"), chinese, Buffer.from("~}!")]), "hz-gb-2312")).toEqual({
    text: "Hi 你好!",
  });
});

it("does not decode UTF-7, and says so", () => {
  expect(read("+ADw-script+AD4-", "utf-7")).toEqual({
    text: "+ADw-script+AD4-",
    note: expect.stringContaining("UTF-7"),
  });
  expect(read("plain", "unicode-1-1-utf-7")).toEqual({ text: "plain" });
});

it("believes bytes more than a wrong name", () => {
  expect(read(Buffer.from("Grüße", "latin1"), "utf-8").text).toBe("Grüße");
  expect(read(Buffer.from("Viele Grüße aus Köln, Ü".slice(0), "utf8").subarray(0, -1), "utf-8").text).toBe(
    "Viele Grüße aus Köln, \ufffd",
  );
  expect(read(Buffer.from([0xe9]), "no-such-charset")).toEqual({
    text: "é",
    note: expect.stringContaining('"no-such-charset"'),
  });
  // Valid UTF-8 by accident: two Chinese letters of GBK that look like four of Cyrillic.
  expect(read(Buffer.from([0xd6, 0xaa, 0xd6, 0xae]), "gbk").text).toBe(
    new TextDecoder("gbk").decode(Buffer.from([0xd6, 0xaa, 0xd6, 0xae])),
  );
});
