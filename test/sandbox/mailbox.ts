import type { NewMessage } from "./mail-store.ts";
import { adaThreads } from "./mailbox-ada.ts";
import { benThreads } from "./mailbox-ben.ts";
import { people, type Who } from "./mailbox-people.ts";
import type { Line, Script } from "./mailbox-script.ts";
import { type Quoted, styled } from "./mailbox-styles.ts";
import { word, writeMail } from "./mime-writer.ts";

export interface Mailbox {
  labels: readonly { id: string; user_email: string; name: string }[];
  messages: readonly NewMessage[];
}

/** Monday, 2 November 2026, 09:00 UTC. */
export const NOW = Date.UTC(2026, 10, 2, 9);

/** Two colleagues' mail: the same for the same `now`. Under 200 messages each, as the emulator's speed asks. */
export function mailbox(now = NOW): Mailbox {
  const label = (user_email: string, id: string, name: string) => ({ user_email, id, name });
  return {
    labels: [
      label(people.ada.email, "Label_1", "Invoices"),
      label(people.ada.email, "Label_2", "Customers/Kraft Logistik"),
      label(people.ada.email, "Label_3", "Reisen & Spesen"),
      label(people.ben.email, "Label_4", "Follow up"),
    ],
    messages: [
      ...adaThreads.flatMap((script) => messagesOf(script, "ada", now)),
      ...benThreads.flatMap((script) => messagesOf(script, "ben", now)),
    ].sort((a, b) => a.at - b.at),
  };
}

function messagesOf(script: Script, owner: Who, now: number): NewMessage[] {
  return script.lines.map((line, at) => {
    const before = script.lines[at - 1];
    const date = new Date(now - line.hours * 3_600_000);
    const quoted: Quoted | undefined = before && {
      who: before.from,
      at: new Date(now - before.hours * 3_600_000),
      text: before.text,
      subject: script.subject,
    };
    const received =
      at === script.lines.length - 1 ? script.labels : script.labels.filter((one) => one !== "UNREAD");
    return {
      email: people[owner].email,
      raw: writeMail(
        headersOf(script, line, at, owner, date),
        line.root ?? styled(line.style ?? "plain", line.text, quoted),
      ),
      labels: line.from === owner ? ["SENT"] : received,
      at: date.getTime(),
    };
  });
}

function headersOf(script: Script, line: Line, at: number, owner: Who, date: Date): [string, string][] {
  const id = (place: number) =>
    `<${script.id}.${place}@mail.${people[script.lines[place]?.from ?? owner].email.split("@")[1]}>`;
  const before = script.lines.slice(0, at).map((_, place) => id(place));
  const answered = script.lines[at - 1]?.from;
  const to = line.to ?? [line.from === owner ? (answered ?? "ben") : owner];
  const list = (some: readonly Who[]) => some.map((who) => mailboxText(who, line.charset)).join(", ");
  const subject = at === 0 ? script.subject : `Re: ${script.subject}`;
  return [
    ["From", list([line.from])],
    ["To", list(to)],
    ...(line.cc ? [["Cc", list(line.cc)] as [string, string]] : []),
    ["Subject", word(subject, line.charset)],
    ["Date", date.toUTCString().replace("GMT", "+0000")],
    ["Message-ID", id(at)],
    ...(at === 0
      ? []
      : ([
          ["In-Reply-To", before.at(-1) ?? ""],
          ["References", before.join(" ")],
        ] as [string, string][])),
  ];
}

function mailboxText(who: Who, charset: string | undefined): string {
  const { name, email } = people[who];
  const shown = word(name, charset);
  return `${shown === name && /[,.]/.test(name) ? `"${name}"` : shown} <${email}>`;
}
