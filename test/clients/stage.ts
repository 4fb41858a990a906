import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeMail } from "../sandbox/mime-writer.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import type { Person } from "../support/person.ts";
import { type MetadataDocuments, serveDocuments } from "./metadata-documents.ts";
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
  documents: MetadataDocuments;
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

/** As API tokens are; shorter ones come by chance in what is sealed. */
const TOKEN = /vk_[0-9a-z]{16,}_/;

/** What a link says to whoever reads it: nothing that signs in, nothing that names the person. */
function checkLink(link: string, { gateway, account }: { gateway: string; account: string }): void {
  if (new URL(link).origin !== gateway) throw new Error(`the link leads elsewhere: ${link}`);
  if (TOKEN.test(link) || decodeURIComponent(link).includes(account))
    throw new Error(`the link says who it is for: ${link}`);
}

/**
 * Opens the link as this person, as the web app does: it leads to the page that connects Google. Whoever else opens it,
 * the owner of the workspace too, is told so and led nowhere.
 */
async function openPage(person: Person, other: Person, link: string): Promise<void> {
  const sealed = /^\/connect\/([^/]+)$/.exec(new URL(link).pathname)?.[1];
  if (sealed === undefined) throw new Error(`the link is not bound to a person: ${link}`);
  const { to } = (await person.api("GET", `/connect_links/${sealed}`)) as { to: string };
  const page = new URL(to, link);
  if (page.pathname !== "/integrations" || page.searchParams.get("connect") !== "google")
    throw new Error(`the link does not lead to connecting Google, but to ${to}`);
  const { status, body } = await other.tryApi("GET", `/connect_links/${sealed}`);
  if (status !== 403) throw new Error(`the link opens for another person: ${JSON.stringify(body)}`);
}

/** A gateway with a strict emulated Google, in which each of `guests` people has a mailbox of one mail. */
export async function openStage(guests: number): Promise<Stage> {
  const all = Array.from({ length: guests }, (_, n) => n);
  const documents = await serveDocuments();
  const gateway = await startGateway({
    app: { standIns: new Map([[documents.origin, documents.standIn]]) },
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
    documents,
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
          await openPage(person, gateway.owner, link);
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
      await documents.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
