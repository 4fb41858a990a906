import { detect, detectText } from "./detect.ts";
import { LIMITS } from "./limits.ts";
import { type Answer, type Format, type Job, Unreadable } from "./protocol.ts";
import { Full, TextOut } from "./text-out.ts";

// Each reader is loaded with the first file of its kind: a process starts in a third of the time.
const readers = {
  pdf: () => import("./pdf.ts"),
  office: () => import("./office.ts"),
  rtf: () => import("./rtf.ts"),
  mail: () => import("./mail.ts"),
  html: () => import("./html.ts"),
  charset: () => import("./charset.ts"),
};

/** Loads what the files that come most often need. */
export async function warmUp(): Promise<void> {
  await Promise.all([readers.pdf().then(({ loadPdf }) => loadPdf()), readers.office(), readers.charset()]);
}

/** Reads one file, in a process of its own. Never throws: whatever goes wrong with a hostile file is its damage. */
export async function read(job: Job): Promise<Answer> {
  const out = new TextOut();
  let format: Format = "markdown";
  try {
    await readInto(job, out, (known) => {
      format = known;
    });
  } catch (error) {
    if (!(error instanceof Full)) return { problem: error instanceof Unreadable ? error.problem : "damaged" };
    out.warn(`The text is cut after ${LIMITS.textChars.toLocaleString("en")} characters.`);
  }
  const text = out.toString();
  return text.trim() === "" ? { problem: "no_text" } : { text, format, warnings: out.warnings };
}

type Note = (format: Format) => void;

async function readInto(job: Job, out: TextOut, note: Note): Promise<void> {
  const kind = detect(job);
  if (typeof kind === "object") throw new Unreadable(kind.problem);
  if (kind === "pdf") {
    note("text");
    await (await readers.pdf()).readPdf(job.bytes, out);
  } else if (kind === "zip") (await readers.office()).readZip(job.bytes, out, note);
  else if (kind === "compound") (await readers.office()).refuseCompound(job.bytes);
  else if (kind === "rtf") {
    note("text");
    (await readers.rtf()).readRtf(job.bytes, out);
  } else if (kind === "mail") await (await readers.mail()).readMail(job.bytes, out);
  else await readText(job, out, note);
}

async function readText(job: Job, out: TextOut, note: Note): Promise<void> {
  const { decodeText } = await readers.charset();
  // Four bytes a character at most: what is behind that would be cut anyway.
  const { text, guessed } = decodeText(job.bytes.subarray(0, LIMITS.textChars * 4 + 16));
  if (guessed !== undefined) out.warn(`The file does not say its charset; it is read as ${guessed}.`);
  const kind = detectText(text, job);
  if (kind === "html") return (await readers.html()).readHtml(text, out);
  note(kind === "csv" ? "csv" : "text");
  out.add(text);
}
