import { ADA, BEN, type Cast, listOf, TOOLS } from "./cast.ts";
import type { Connector } from "./grants.ts";
import type { Step } from "./narrator.ts";

const CLARA = "clara@acme.test";
const INVOICE = "2026-0147";
const CALENDAR = ["calendar_find_availability", "calendar_create_event"];

interface Attached {
  message_id: string;
  attachments: { attachment_id: string; name: string }[];
}

/** The thread about an invoice, and what its PDF says. */
export async function readInvoice({ agents }: Cast, step: Step): Promise<void> {
  const found = await step.timed(
    `gmail_search_threads finds the thread about invoice ${INVOICE}`,
    () => agents.gmail.call("gmail_search_threads", { query: `subject:"Invoice ${INVOICE}" has:attachment` }),
    (answer) => listOf(answer).length > 0,
  );
  const [{ thread_id } = { thread_id: "" }] = listOf(found) as { thread_id: string }[];
  const thread = await agents.gmail.call("gmail_get_thread", { thread_id });
  const message = (listOf(thread, "messages") as Attached[]).find(
    ({ attachments }) => attachments.length > 0,
  );
  const file = message?.attachments[0];
  const read = await step.timed(
    `gmail_get_attachment reads ${file?.name}`,
    () =>
      agents.gmail.call("gmail_get_attachment", {
        message_id: message?.message_id,
        attachment_id: file?.attachment_id,
      }),
    (answer) => !answer.isError,
  );
  const text = String(read.structured?.text);
  step.show(...text.split("\n").filter(Boolean).slice(0, 8));
  step.check("amount and due date are in it", /1,290\.00/.test(text) && /30 November 2026/.test(text));
}

/** What was granted is not enough for the calendar: the call says so, and only that is added. */
export async function addCalendar({ owner, agents }: Cast, ada: Connector, step: Step): Promise<void> {
  const early = await step.timed(
    "calendar_find_availability is refused: that was not granted",
    () => agents.calendar.call("calendar_find_availability", slotWanted()),
    (answer) => answer.error?.error === "scope_missing",
  );
  step.show(early.text.split("\n")[0] ?? "");
  const tools = [...TOOLS, ...CALENDAR];
  const { authorization_url } = await owner.api("POST", `/connectors/${ada.id}/authorize`, { tools });
  const { body } = await owner.finish(await owner.visitProvider(authorization_url, { email: ADA }));
  step.check(
    "the owner adds two calendar tools to the same connector",
    body.connector?.id === ada.id && body.connector.verdict.state === "valid",
    `${body.connector?.grant.scopes.length} scopes`,
  );
}

const slotWanted = () => {
  const day = (after: number) => new Date(Date.now() + after * 86_400_000).toISOString().slice(0, 10);
  return {
    attendees: [BEN, CLARA],
    time_min: day(1),
    time_max: day(9),
    duration_minutes: 30,
    // Ben works in another zone.
    working_hours: { start: "09:00", end: "17:00", people: { [BEN]: { time_zone: "America/New_York" } } },
    max_slots: 3,
  };
};

interface Slot {
  start: string;
  end: string;
  weekday: string;
}

/** A time that suits three people, and the meeting. */
export async function meet({ gateway, agents }: Cast, step: Step): Promise<void> {
  const found = await step.timed(
    "calendar_find_availability finds when Ada, Ben (New York) and Clara are free, each in their working hours",
    () => agents.calendar.call("calendar_find_availability", slotWanted()),
    (answer) => listOf(answer, "slots").length > 0 && listOf(answer, "errors").length === 0,
  );
  const slots = listOf(found, "slots") as Slot[];
  const zone = String(found.structured?.time_zone);
  step.show(...slots.map(({ weekday, start }) => `${weekday} ${start}`));
  const [slot] = slots;
  const at = (time = "") => ({ date_time: time.slice(0, 19), time_zone: zone });
  const made = await step.timed(
    "calendar_create_event invites them",
    () =>
      agents.calendar.call("calendar_create_event", {
        title: `Hours of invoice ${INVOICE}`,
        start: at(slot?.start),
        end: at(slot?.end),
        attendees: [BEN, CLARA],
        idempotency_key: `invoice-${INVOICE}`,
      }),
    (answer) => !answer.isError,
  );
  const { calendars } = gateway.google;
  const stored = [...(calendars.calendars.get(ADA)?.events.values() ?? [])].find(
    ({ data }) => data.summary === `Hours of invoice ${INVOICE}`,
  );
  step.check(
    "Google has the event, with two guests",
    stored?.data.attendees?.length === 2 || stored?.data.attendees?.length === 3,
    made.text.split("\n").find((line) => line.includes(INVOICE)) ?? "",
  );
}

/** The answer in the thread at Slack where people wait for it. */
export async function tellSlack({ gateway, agents }: Cast, step: Step): Promise<void> {
  const read = await step.timed(
    "slack_read_channel finds the thread in #finance",
    () => agents.slack.call("slack_read_channel", { channel: "#finance" }),
    (answer) => listOf(answer).some((one) => JSON.stringify(one).includes(INVOICE)),
  );
  const items = listOf(read) as { ts: string; text_md: string }[];
  const about = items.find(({ text_md }) => text_md.includes(INVOICE));
  const text = `Invoice ${INVOICE}: we **meet about the hours** this week; it is due on 30 November.`;
  await step.timed(
    "slack_send_message answers in it",
    () => agents.slack.call("slack_send_message", { channel: "#finance", thread_ts: about?.ts, text }),
    (answer) => !answer.isError,
  );
  const thread = gateway.slack.messages("finance").filter(({ thread_ts }) => thread_ts === about?.ts);
  step.check(
    "Slack has the answer in the thread, in its own markup",
    thread.at(-1)?.text.includes("*meet about the hours*") === true,
    thread.at(-1)?.text,
  );
}

/** An issue for what is left to do. */
export async function openIssue({ agents }: Cast, step: Step): Promise<void> {
  const title = `Ask Northwind for a corrected invoice ${INVOICE}`;
  const made = await step.timed(
    "github_create_issue opens an issue",
    () =>
      agents.github.call("github_create_issue", {
        repo: "acme/web",
        title,
        body: "The discount is missing.",
      }),
    (answer) => !answer.isError,
  );
  const read = await agents.github.call("github_get_issue", {
    repo: "acme/web",
    number: made.structured?.number,
  });
  step.check("it is there", JSON.stringify(read.structured).includes(title), String(made.structured?.url));
}

const STORY = [
  "gmail_search_threads",
  "gmail_get_attachment",
  "calendar_find_availability",
  "calendar_create_event",
  "slack_send_message",
  "github_create_issue",
];

/** Every call of the story, with its outcome. */
export async function storyIsRecorded({ gateway, owner }: Cast, step: Step): Promise<void> {
  await gateway.app.audit.flush();
  const { events } = await owner.api("GET", "/audit?type=tool.call&page_size=100");
  const ok = new Set(
    events
      .filter(({ outcome }: { outcome: string }) => outcome === "ok")
      .map(({ data }: { data: { tool: string } }) => data.tool),
  );
  step.check(
    "every call of it is in the audit log",
    STORY.every((tool) => ok.has(tool)),
    STORY.join(", "),
  );
}
