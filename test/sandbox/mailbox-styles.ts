import { people, type Who } from "./mailbox-people.ts";
import type { Writable } from "./mime-writer.ts";

/** What a reply quotes. */
export interface Quoted {
  who: Who;
  at: Date;
  text: string;
  subject: string;
}
export type Style = "plain" | "gmail" | "outlook" | "apple" | "outlook-plain";

/** How common mail programs write a message and what it answers. */
export function styled(style: Style, text: string, quoted: Quoted | undefined): Writable {
  if (style === "plain")
    return plain(quoted ? `${text}\n\n${attribution(quoted)}\n${marked(quoted.text)}` : text);
  if (style === "outlook-plain")
    return plain(quoted ? `${text}\n\n${originalBlock(quoted)}\n\n${quoted.text}` : text);
  const body = paragraphs(text);
  const html = { gmail, outlook, apple }[style](body, quoted);
  const alternative = quoted ? `${text}\n\n${attribution(quoted)}\n\n${marked(quoted.text)}` : text;
  return {
    kind: "multipart",
    type: "alternative",
    parts: [
      plain(alternative),
      { kind: "text", type: "text/html", text: html, transfer: "quoted-printable" },
    ],
  };
}

const plain = (text: string): Writable => ({ kind: "text", text, transfer: "quoted-printable" });

function gmail(body: string, quoted: Quoted | undefined): string {
  if (!quoted) return `<div dir="ltr">${body}</div>`;
  return `<div dir="ltr">${body}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">${escaped(attribution(quoted))}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${paragraphs(quoted.text)}</blockquote></div>`;
}

function outlook(body: string, quoted: Quoted | undefined): string {
  const block = quoted
    ? `<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal"><b>From:</b> ${escaped(sender(quoted))}<br><b>Sent:</b> ${quoted.at.toUTCString()}<br><b>To:</b> ${escaped(people.ada.name)}<br><b>Subject:</b> ${escaped(quoted.subject)}</p></div></div>${paragraphs(quoted.text)}`
    : "";
  return `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head><body lang="EN-GB"><div class="WordSection1">${body}${block}</div></body></html>`;
}

function apple(body: string, quoted: Quoted | undefined): string {
  const block = quoted
    ? `<div><br><blockquote type="cite"><div>${escaped(attribution(quoted))}</div><br class="Apple-interchange-newline"><div>${paragraphs(quoted.text)}</div></blockquote></div>`
    : "";
  return `<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body style="overflow-wrap: break-word;">${body}${block}</body></html>`;
}

function attribution(quoted: Quoted): string {
  const day = quoted.at.toUTCString().slice(0, 16);
  return `On ${day} at ${quoted.at.toISOString().slice(11, 16)}, ${sender(quoted)} wrote:`;
}

function originalBlock(quoted: Quoted): string {
  return `-----Original Message-----\nFrom: ${sender(quoted)}\nSent: ${quoted.at.toUTCString()}\nTo: ${people.ada.name}\nSubject: ${quoted.subject}`;
}

const sender = ({ who }: Quoted) => `${people[who].name} <${people[who].email}>`;
const marked = (text: string) => text.replace(/^/gm, "> ");
const paragraphs = (text: string) =>
  text
    .split("\n\n")
    .map((one) => `<p class="MsoNormal">${escaped(one).replaceAll("\n", "<br>")}</p>`)
    .join("");
const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
