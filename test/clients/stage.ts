import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeMail } from "../sandbox/mime-writer.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import type { Person } from "../support/person.ts";
import { type Traffic, watchTraffic } from "./traffic.ts";

/** The read tool and the write tool of the story. */
export const READ = "gmail_search_threads";
export const WRITE = "gmail_create_draft";

/** Whoever sits in front of one client: a member, with mail of their own that nobody else has. */
export interface Guest {
  person: Person;
  /** Of the person, at the emulated Google. */
  account: string;
  /** Subject of the only mail in it. */
  subject: string;
  home: string;
  /** Does what a link to the gateway asks for, as this person. Throws when it is not such a link. */
  follow(link: string): Promise<void>;
  /** Connects the account without a link. */
  connect(): Promise<void>;
  connected(): boolean;
  /** Subjects of the drafts in the mailbox. */
  drafts(): Promise<string[]>;
}

export interface Stage {
  gateway: TestGateway;
  traffic: Traffic;
  /** The nth, from 0. */
  guest(n: number): Promise<Guest>;
  close(): Promise<void>;
}

const accountOf = (n: number) => `person${n}@acme.test`;
const subjectOf = (n: number) => `Invoice KL-70${String(n).padStart(2, "0")}`;

function mailOf(n: number) {
  const at = Date.UTC(2026, 10, 2, 8);
  const headers: [string, string][] = [
    ["From", "Kraft Logistik <billing@kraft.test>"],
    ["To", accountOf(n)],
    ["Subject", subjectOf(n)],
    ["Date", new Date(at).toUTCString().replace("GMT", "+0000")],
    ["Message-ID", `<invoice.${n}@mail.kraft.test>`],
  ];
  const raw = writeMail(headers, { kind: "text", text: `Please pay ${subjectOf(n)} within 14 days.` });
  return { email: accountOf(n), raw, labels: ["INBOX"], at };
}

/** What a link says to whoever reads it: nothing that signs in, nothing that names the person. */
function checkLink(link: string, { gateway, account }: { gateway: string; account: string }): void {
  if (new URL(link).origin !== gateway) throw new Error(`the link leads elsewhere: ${link}`);
  if (link.includes("vk_") || decodeURIComponent(link).includes(account))
    throw new Error(`the link says who it is for: ${link}`);
}

/** Opens the link as this person; the page that it ends at must be the one that connects Google. */
async function openPage(person: Person, link: string): Promise<void> {
  const { pathname, search } = new URL(link);
  const { headers, status } = await person.fetch(pathname + search);
  const page = new URL(headers.get("location") ?? link, link);
  if (page.searchParams.get("connect") !== "google")
    throw new Error(`the link does not lead to connecting Google, but (${status}) to ${page}`);
}

/** A gateway with a strict emulated Google, in which each of `guests` people has a mailbox of one mail. */
export async function openStage(guests: number): Promise<Stage> {
  const all = Array.from({ length: guests }, (_, n) => n);
  const gateway = await startGateway({
    google: {
      users: all.map((n) => ({ email: accountOf(n), name: `Person ${n}` })),
      mailbox: { labels: [], messages: all.map(mailOf) },
    },
  });
  const traffic = watchTraffic();
  const directory = mkdtempSync(join(tmpdir(), "valetkey-clients-"));
  return {
    gateway,
    traffic,
    async guest(n) {
      const account = accountOf(n);
      const person = await gateway.member(`guest${n}@acme.test`);
      let connected = false;
      const connect = async () => {
        const { status, body } = await person.connect({ email: account, tools: [READ, WRITE] });
        if (status !== 200) throw new Error(`the account was not connected: ${JSON.stringify(body)}`);
        connected = true;
      };
      return {
        person,
        account,
        subject: subjectOf(n),
        home: mkdtempSync(join(directory, `${n}-`)),
        async follow(link) {
          checkLink(link, { gateway: gateway.url, account });
          await openPage(person, link);
          await connect();
        },
        connect,
        connected: () => connected,
        drafts: async () =>
          (await gateway.google.mail(account))
            .filter(({ labels }) => labels.includes("DRAFT"))
            .map(({ subject }) => subject),
      };
    },
    async close() {
      traffic.close();
      await gateway.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
