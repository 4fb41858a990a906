import type { QueryClient } from "@tanstack/react-query";
import { addressOf } from "../../../gateway/api/client.ts";
import { liveEvents } from "../../../gateway/api/contract/live.ts";
import type { Room, Session } from "../api/contract.ts";
import { reached } from "../api/network.ts";
import { openRefresher } from "./refresher.ts";
import { keysOf } from "./rooms.ts";
import { type News, openLine } from "./share.ts";
import { hear, isPaused, liveStatus, onLive, setStatus } from "./state.ts";

/** Whoever signs out here, or leaves the workspace, is on their way to another page: nothing is asked in between. */
const LEAVING_MS = 1_500;

/** Listens for one person in one workspace, and reads again what is on the screen. Returns how to end it. */
export function startLive(client: QueryClient, { workspace, user }: Session): () => void {
  const refresher = openRefresher({ refetch: (rooms) => refetch(client, rooms) });
  let connected = false;
  let asking: ReturnType<typeof setTimeout> | undefined;
  const news = (each: News) => {
    if (each.kind === "status") {
      // Whoever relied on hints until now begins to ask by themselves: see `unlessLive`.
      if (liveStatus() === "live" && each.status !== "live") refresher.hint(["approvals", "agents"]);
      setStatus(each.status);
    }
    if (each.kind === "changed") refresher.hint(each.rooms);
    if (each.kind === "hello") {
      reached();
      // Not the first connection: hints may have been missed before it.
      if (connected) refresher.hint(each.rooms);
    }
    if (liveStatus() === "live") connected = true;
    if (each.kind === "ended" || each.kind === "refused") {
      clearTimeout(asking);
      asking = setTimeout(() => void client.invalidateQueries({ queryKey: ["session"] }), LEAVING_MS);
    }
  };
  const address = addressOf(liveEvents, { workspace: workspace.id });
  const line = openLine({
    name: `valetkey-live ${workspace.id} ${user.id}`,
    open: () => new EventSource(address),
    onNews: news,
  });
  const hold = () => refresher.hold(isPaused() || document.visibilityState === "hidden");
  const look = () => {
    hold();
    if (document.visibilityState === "visible") line.retry();
  };
  const unwatch = onLive(hold);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", line.retry);
  hold();
  return () => {
    unwatch();
    clearTimeout(asking);
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("online", line.retry);
    line.close();
    refresher.close();
    setStatus("off");
  };
}

/** More pages than one of an endless list are not read again under the reader's eyes; its page says that there is news. */
const isLong = (data: unknown): boolean =>
  typeof data === "object" &&
  data !== null &&
  "pages" in data &&
  Array.isArray(data.pages) &&
  data.pages.length > 1;

function refetch(client: QueryClient, rooms: ReadonlySet<Room>): Promise<void> {
  const keys = keysOf(rooms);
  hear(rooms);
  return client.invalidateQueries({
    predicate: ({ queryKey, state }) => keys.has(String(queryKey[0])) && !isLong(state.data),
  });
}
