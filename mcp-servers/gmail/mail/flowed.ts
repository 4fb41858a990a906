/**
 * Paragraphs of `format=flowed` text put together again (RFC 3676): lines that end in a blank go on in the next line of
 * the same quote depth; the blank itself goes with `DelSp=yes`. Stuffed blanks go. Linear.
 */
export function unflowed(text: string, delSp: boolean): string {
  const out: string[] = [];
  let open: { depth: number; pieces: string[] } | undefined;
  const close = () => {
    if (open) out.push(line(open.depth, open.pieces.join("")));
    open = undefined;
  };
  for (const raw of text.split(/\r?\n/)) {
    const depth = /^>*/.exec(raw)?.[0].length ?? 0;
    const rest = raw.slice(depth);
    const content = rest.startsWith(" ") ? rest.slice(1) : rest;
    // "-- " is the mark of a signature, never a flowed line (section 4.3).
    const signature = content === "-- ";
    if (open && (open.depth !== depth || signature)) close();
    open ??= { depth, pieces: [] };
    const soft = content.endsWith(" ") && !signature;
    open.pieces.push(soft && delSp ? content.slice(0, -1) : content);
    if (!soft) close();
  }
  close();
  return out.join("\n");
}

function line(depth: number, text: string): string {
  return depth === 0 ? text : `${">".repeat(depth)} ${text}`;
}

/** `text/enriched` (RFC 1896) and `text/richtext` (RFC 1341) without their commands. */
export function unenriched(text: string): string {
  return text
    .replace(/<param>[^<]*<\/param>/gi, "")
    .replace(/<nl>/gi, "\n")
    .replace(/<lt>/gi, "<<")
    .replace(/<(?!<)\/?[a-z-]{1,60}>/gi, (tag, at: number, whole: string) =>
      whole[at - 1] === "<" ? tag : "",
    )
    .replaceAll("<<", "<");
}
