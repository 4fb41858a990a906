import { versionOf } from "./command.ts";
import { type Cell, COLUMNS, type Column, type Door, type Make, type Row, type Session, type Shown, type SignIn } from "./matrix.ts"; // biome-ignore format: one line
import { type Access, admit } from "./sign-in.ts";
import { type Guest, READ, type Stage, WRITE } from "./stage.ts";

/** Longer than any answer of the gateway, shorter than anybody's patience. */
const PATIENCE_MS = 60_000;

/** What a step found out. Thrown: the client failed it. */
class Failed extends Error {}

function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Failed(otherwise);
}

const short = (text: string) => text.replace(/\s+/g, " ").slice(0, 300);

async function within<T>(work: Promise<T>, what: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Failed(`${what} did not end`)), PATIENCE_MS);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}

/** A call whose refusal may be an answer or an error: some clients throw what others hand out. */
async function ask(session: Session, tool: string, args: Record<string, unknown>): Promise<Shown> {
  const answer = session.call(tool, args).catch((error: unknown) => ({ failed: true, text: String(error) }));
  return within(answer, `the call of ${tool}`);
}

/** The first link into the gateway that stands in what a person sees. */
function linkIn(text: string, gateway: string): string | undefined {
  const at = text.indexOf(`${gateway}/`);
  return at < 0 ? undefined : /^[^\s"'\\<>)\]]+/.exec(text.slice(at))?.[0]?.replace(/[.,;:]+$/, "");
}

interface Playing {
  stage: Stage;
  guest: Guest;
  session: Session;
  access: Access;
  /** Links that the client asked to open by itself. */
  opened: string[];
  /** The call for which the client asked went on by itself when the person had opened the link. */
  sameCall: boolean;
  /** From now on the person says no to them. */
  decline(): void;
}

const search = (session: Session) => ask(session, READ, { query: "invoice" });

function expectOwnMail({ failed, text }: Shown, { subject }: Guest): void {
  expectThat(!failed && text.includes(subject), `the mail was not read: ${short(text)}`);
  const others = (text.match(/Invoice KL-\d+/g) ?? []).filter((one) => one !== subject);
  expectThat(others.length === 0, `it got somebody else's mail: ${others}`);
}

async function list({ session }: Playing): Promise<string> {
  const tools = await within(session.list(), "the list");
  expectThat(tools.includes(READ) && tools.includes(WRITE), `the list has ${tools.length}: ${tools}`);
  return `${tools.length} tools`;
}

/** Nothing is connected yet. Answers how the person got to see the link. */
async function missing(playing: Playing): Promise<string> {
  const { session, guest, opened, stage } = playing;
  const first = await search(session);
  if (opened.length > 0) {
    expectThat(guest.connected(), `the link that it asked to open is not good: ${short(first.text)}`);
    if (!first.failed) expectOwnMail(first, guest);
    playing.sameCall = !first.failed;
    return "asks to open the link";
  }
  expectThat(first.failed, `a call without a connection is not marked as failed: ${short(first.text)}`);
  const link = linkIn(first.text, stage.gateway.url);
  expectThat(link !== undefined, `the person sees no link: ${short(first.text)}`);
  await guest.follow(link ?? "");
  return "link in the answer";
}

async function recovers({ session, guest, sameCall }: Playing): Promise<string> {
  if (!guest.connected()) await guest.connect(); // the person found the page without the client's help
  expectOwnMail(await search(session), guest);
  return sameCall ? "in the same call" : "next call";
}

async function call({ session, guest }: Playing): Promise<string> {
  expectOwnMail(await search(session), guest);
  const subject = `Re: ${guest.subject}`;
  const args = { to: ["billing@kraft.test"], subject, body: "It will be paid on Friday." };
  const wrote = await ask(session, WRITE, args);
  expectThat(!wrote.failed, `no draft was written: ${short(wrote.text)}`);
  const drafts = await guest.drafts();
  expectThat(drafts.length === 1 && drafts[0] === subject, `the mailbox has the drafts ${drafts}`);
  return "read, write";
}

/** First the connection ends, then the client's own access: each is refused, says so, and shows nothing of the mail. */
async function revoked({ session, guest, access, stage, decline }: Playing): Promise<string> {
  const { person, subject } = guest;
  decline();
  await person.api("DELETE", "/integrations/google");
  const disconnected = await search(session);
  expectThat(disconnected.failed && !disconnected.text.includes(subject), "it was read without a connection");
  await access.revoke();
  const refused = await search(session);
  expectThat(refused.failed, `it is answered after its access was revoked: ${short(refused.text)}`);
  expectThat(!refused.text.includes(subject), "it still shows the mail");
  expectThat(!access.secrets().some((one) => refused.text.includes(one)), "the refusal shows the token");
  expectThat(stage.traffic.statusOf(person.session.user.id) === 401, "it was not the gateway that refused");
  return access.asksAgain() ? "asks to sign in" : "refused";
}

const STEPS: readonly [Column, (playing: Playing) => Promise<string>][] = [
  ["list", list],
  ["missing", missing],
  ["recovers", recovers],
  ["call", call],
  ["revoked", revoked],
];

const why = (error: unknown) => (error instanceof Failed ? error.message : short(String(error)));

/** What a step's outcome is in the results: a known fault is its reason; any other is a fault of the run. */
function cellOf(make: Make, column: Column, outcome: Cell, faults: string[]): Cell {
  const known = make.known?.[column];
  if (outcome.ok && known) faults.push(`${column} works now, and is listed as known: ${known.why}`);
  if (outcome.ok) return outcome;
  if (!known?.looks.test(outcome.how)) {
    faults.push(`${column}: ${outcome.how}`);
    return outcome;
  }
  return { ok: false, how: known.why, ...(known.issue && { issue: known.issue }) };
}

async function takeSteps(
  make: Make,
  playing: Playing,
  faults: string[],
): Promise<Partial<Record<Column, Cell>>> {
  const cells: Partial<Record<Column, Cell>> = {};
  for (const [column, step] of STEPS) {
    const outcome = await step(playing).then(
      (how) => ({ ok: true, how }),
      (error: unknown) => ({ ok: false, how: why(error) }),
    );
    cells[column] = cellOf(make, column, outcome, faults);
  }
  return cells;
}

/** Plays the whole story with one client. Faults of the run itself are thrown; the client's are in its cells. */
export async function play(
  stage: Stage,
  make: Make,
  signIn: SignIn,
  n: number,
): Promise<{ row: Row; faults: string[] }> {
  const guest = await stage.guest(n);
  const access = await admit(stage, guest, signIn, make.id);
  const opened: string[] = [];
  let declines = false;
  const decline = () => {
    declines = true;
  };
  const door: Door = {
    ...access.door,
    home: guest.home,
    async openLink(url) {
      opened.push(url);
      if (!declines) await guest.follow(url);
      return !declines;
    },
  };
  const faults: string[] = [];
  let cells: Partial<Record<Column, Cell>> = {};
  let session: Session | undefined;
  try {
    session = await within(make.open(door), "signing in");
    const playing: Playing = { stage, guest, session, access, opened, sameCall: false, decline };
    cells = await takeSteps(make, playing, faults);
  } catch (error) {
    faults.push(`signing in: ${why(error)}`);
  } finally {
    await session?.close().catch(() => {});
    await access.close();
  }
  const era = stage.traffic.eraOf(guest.person.session.user.id) ?? "none";
  if (era !== make.era) faults.push(`it speaks ${era}, not ${make.era}`);
  const unknown: Cell = { ok: false, how: "not reached" };
  const all = Object.fromEntries(COLUMNS.map((one) => [one, cells[one] ?? unknown])) as Record<Column, Cell>;
  return {
    row: { client: make.title, package: make.package, version: versionOf(make.package), era, signIn, ...all },
    faults,
  };
}
