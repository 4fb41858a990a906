import PostalMime, { type Address, type Email } from "postal-mime";
import { readHtml } from "./html.ts";
import { LIMITS } from "./limits.ts";
import { inLine, type TextOut, tidy } from "./text-out.ts";

/** A stored mail (.eml, RFC 5322): head, body and the names of what is attached. */
export async function readMail(bytes: Uint8Array, out: TextOut): Promise<void> {
  const mail = await PostalMime.parse(bytes, { maxNestingDepth: 100 });
  out.block(headOf(mail).join("\n"));
  const text = mail.text ?? "";
  const html = mail.html ?? "";
  if (html.trim() !== "") readHtml(html, out);
  else out.block(tidy(text.slice(0, LIMITS.textChars + 1)));
  const files = mail.attachments.filter(({ related }) => related !== true).slice(0, 200);
  if (files.length === 0) return;
  const lines = files.map(
    ({ filename, mimeType }) => `- ${inLine(filename ?? "unnamed").slice(0, 200)} (${mimeType})`,
  );
  out.block(`Attachments:\n${lines.join("\n")}`);
  out.warn("What is attached to the mail is named, not included.");
}

function headOf(mail: Email): string[] {
  const people = (all: readonly Address[]) =>
    inLine(
      all
        .map(({ name, address }) => (name && address ? `${name} <${address}>` : (address ?? name)))
        .join(", "),
    );
  const lines: [string, string][] = [
    ["From", people(mail.from ? [mail.from] : [])],
    ["To", people(mail.to ?? [])],
    ["Cc", people(mail.cc ?? [])],
    ["Date", mail.date ?? ""],
    ["Subject", inLine(mail.subject ?? "")],
  ];
  return lines.filter(([, value]) => value !== "").map(([name, value]) => `${name}: ${value.slice(0, 5000)}`);
}
