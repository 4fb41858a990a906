/** Text in an old charset, for mail as old programs write it: the platform's decoder, turned around. */
export function encode(text: string, charset: string): Buffer {
  const name = charset.toLowerCase();
  if (name === "utf-8" || name === "us-ascii") return Buffer.from(text, "utf8");
  if (name === "iso-2022-jp") return encodeJis(text);
  const table = tableOf(name);
  return Buffer.concat(Array.from(text, (one) => table.get(one) ?? Buffer.from("?")));
}

const tables = new Map<string, Map<string, Buffer>>();

function tableOf(charset: string): Map<string, Buffer> {
  const known = tables.get(charset);
  if (known) return known;
  const decoder = new TextDecoder(charset);
  const table = new Map<string, Buffer>();
  const add = (bytes: Buffer) => {
    const text = decoder.decode(bytes);
    if ([...text].length === 1 && text !== "\ufffd" && !table.has(text)) table.set(text, bytes);
  };
  for (let one = 0; one < 256; one++) add(Buffer.from([one]));
  if (/jis|jp|gb|big5|kr/.test(charset)) {
    for (let lead = 0x81; lead < 0xff; lead++)
      for (let trail = 0x40; trail < 0xff; trail++) add(Buffer.from([lead, trail]));
  }
  tables.set(charset, table);
  return table;
}

/** ISO-2022-JP: seven bits, with an escape before and after each run of Japanese (RFC 1468). Built on EUC-JP. */
function encodeJis(text: string): Buffer {
  const table = tableOf("euc-jp");
  const pieces: Buffer[] = [];
  let japanese = false;
  for (const one of text) {
    const bytes = table.get(one) ?? Buffer.from("?");
    const wide = bytes.length === 2;
    if (wide !== japanese) pieces.push(Buffer.from(wide ? "\x1b$B" : "\x1b(B"));
    japanese = wide;
    pieces.push(wide ? Buffer.from(bytes.map((byte) => byte & 0x7f)) : bytes);
  }
  if (japanese) pieces.push(Buffer.from("\x1b(B"));
  return Buffer.concat(pieces);
}
