import { badRequest } from "./drive-errors.ts";
import { type DocBlock, type DriveItem, MIME, type Run } from "./drive-types.ts";

/**
 * What Google's editors make of an upload (ours, and small): markdown and plain text become a document, CSV a sheet.
 * Of Word, Excel and PowerPoint files only a note stays. What Google would not convert is refused.
 * https://developers.google.com/workspace/drive/api/guides/manage-uploads#import-docs
 */
export function imported(
  into: string,
  bytes: Buffer,
  from: string,
): Pick<DriveItem, "doc" | "sheets" | "slides"> {
  const text = bytes.toString("utf8");
  const office = /officedocument|opendocument|msword|ms-excel|ms-powerpoint|pdf|rtf/.test(from);
  if (into === MIME.doc) {
    if (bytes.length === 0) return { doc: [tab([])] };
    if (office) return { doc: [tab([{ runs: [{ text: `(converted from ${from})` }] }])] };
    if (!from.startsWith("text/")) throw badRequest("Bad Request");
    return { doc: [tab(from === "text/markdown" ? markdown(text) : plain(text))] };
  }
  if (into === MIME.sheet) {
    if (!office && from !== "" && from !== "text/csv" && from !== "text/tab-separated-values")
      throw badRequest("Bad Request");
    const cells = office ? [[`(converted from ${from})`]] : csv(text);
    return { sheets: [{ title: "Sheet1", grid: [1000, 26], cells }] };
  }
  if (into === MIME.slides) {
    if (!office && bytes.length > 0) throw badRequest("Bad Request");
    return { slides: [{ title: "", body: [] }] };
  }
  return {};
}

const tab = (blocks: DocBlock[]) => ({ id: "t.0", title: "Tab 1", blocks });
const plain = (text: string): DocBlock[] => text.split(/\r?\n/).map((line) => ({ runs: [{ text: line }] }));

function markdown(text: string): DocBlock[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const heading = /^(#{1,6}) (.*)$/.exec(line);
      if (heading) return { style: `HEADING_${heading[1]?.length}`, runs: runs(heading[2] ?? "") };
      const item = /^( *)[-*] (.*)$/.exec(line);
      if (item) {
        const level = Math.floor((item[1]?.length ?? 0) / 2);
        return { runs: runs(item[2] ?? ""), bullet: { list: "kix.imported", level } };
      }
      return { runs: runs(line) };
    });
}

function runs(line: string): Run[] {
  return [...line.matchAll(/\*\*(.+?)\*\*|\[(.+?)\]\((.+?)\)|([^*[]+|[*[])/g)].map(
    ([, bold, title, link, rest]) => {
      if (bold !== undefined) return { text: bold, bold: true };
      return title !== undefined && link !== undefined ? { text: title, link } : { text: rest ?? "" };
    },
  );
}

/** RFC 4180. */
export function csv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? (bare ?? "") : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    if (row.length > 1 || row[0] !== "" || end !== "") rows.push(row);
    row = [];
    if (end === "") break;
  }
  return rows;
}
