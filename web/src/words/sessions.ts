import { places } from "./places.ts";
import { plural } from "./plural.ts";

export const sessionsPage = {
  sessionOfEnded: (device: string | null) => `Session of ${device ?? "an unknown browser"} ended`,
  sessionsEnded: (ended: number) => plural(ended, { one: "# session ended", other: "# sessions ended" }),
  yourSessions: places.yourSessions,
  browsersInWhichYouAreSigned:
    "Browsers in which you are signed in to this workspace. End what you do not know.",
  endAllOthers: "End all others",
  failedToLoadYourSessions: "Failed to load your sessions",
  failedToEndSession: "Failed to end the session",
} as const;
