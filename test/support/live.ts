import { until } from "./look.ts";
import type { Person } from "./person.ts";

export interface LiveEvent {
  event: string;
  data: { rooms?: string[]; reason?: string };
  at: number;
}

/** A person's page that listens: what it has heard so far, at the gateway of that address. */
export async function listen(person: Person, url = person.url) {
  const stop = new AbortController();
  const path = `/api/workspaces/${person.session.workspace.id}/events`;
  const answer = await fetch(url + path, { headers: { cookie: person.cookie }, signal: stop.signal });
  const heard: LiveEvent[] = [];
  let isOver = false;
  const read = async () => {
    let rest = "";
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (rest + chunk).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const fields = new Map(
          block.split("\n").map((line) => [line.split(": ", 1)[0], line.slice(line.indexOf(": ") + 2)]),
        );
        const [event, data] = [fields.get("event"), fields.get("data")];
        if (event && data) heard.push({ event, data: JSON.parse(data), at: performance.now() });
      }
    }
  };
  const done = (answer.status === 200 ? read() : answer.text())
    .catch(() => {})
    .finally(() => {
      isOver = true;
    });
  const rooms = () => heard.flatMap(({ event, data }) => (event === "changed" ? (data.rooms ?? []) : []));
  return {
    status: answer.status,
    headers: answer.headers,
    heard,
    rooms,
    isOver: () => isOver,
    /** Forgets what was heard. */
    clear: () => void heard.splice(0),
    hears: (room: string, withinMs?: number) => until(rooms, (all) => all.includes(room), withinMs),
    ends: (withinMs?: number) => until(() => isOver, Boolean, withinMs),
    async close() {
      stop.abort();
      await done;
    },
  };
}
