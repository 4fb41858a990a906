const lineFeed = 0x0a;

/**
 * Lines of a byte stream without their line feed. Splits on the line feed alone and keeps every other byte, so that
 * nothing a text reader would repair goes unseen. Throws RangeError for a line over `max` bytes, or a last one that
 * is not ended.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  max = 1 << 20,
): AsyncGenerator<Buffer, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = rest.indexOf(lineFeed); end >= 0; end = rest.indexOf(lineFeed, start)) {
      yield rest.subarray(start, end);
      start = end + 1;
    }
    rest = rest.subarray(start);
    if (rest.length > max) throw new RangeError(`a line is longer than ${max} bytes`);
  }
  if (rest.length > 0) throw new RangeError("the last line is cut off");
}
