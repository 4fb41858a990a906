import { invoice } from "./mailbox-parts.ts";
import type { Script } from "./mailbox-script.ts";

/** A smaller mailbox: 12 messages in 6 threads. */
export const benThreads: readonly Script[] = [
  {
    id: "ben-onboarding",
    subject: "Your first week",
    labels: ["INBOX"],
    lines: [
      {
        from: "ines",
        hours: 800,
        text: "Hi Ben,\n\nyour laptop is at the front desk. Monday starts at ten.\n\nInes",
      },
      { from: "ben", hours: 797, text: "Thanks! See you Monday.", style: "gmail" },
    ],
  },
  {
    id: "ben-lunch",
    subject: "Lunch on Thursday?",
    labels: ["INBOX", "UNREAD"],
    lines: [
      { from: "ada", hours: 30, text: "The new place by the canal, 12:30?" },
      { from: "ben", hours: 28, text: "Gladly. I'll book.", style: "apple" },
      { from: "ada", hours: 5, text: "Perfect, Chloé joins us.", style: "gmail", cc: ["chloe"] },
    ],
  },
  {
    id: "ben-invoice",
    subject: "Invoice NW-2026-0911",
    labels: ["INBOX", "Label_4", "UNREAD"],
    lines: [
      {
        from: "billing",
        hours: 50,
        text: "",
        root: invoice("NW-2026-0911", [["Support, October", "240.00"]], "16 November 2026"),
      },
    ],
  },
  {
    id: "ben-review",
    subject: "Review of the rollout plan",
    labels: ["INBOX", "STARRED"],
    lines: [
      { from: "chloe", hours: 120, text: "Ben, two comments on page 3. Can you look before Friday?" },
      { from: "ben", hours: 118, text: "Done, both taken over.", style: "outlook" },
      { from: "chloe", hours: 117, text: "Merci !", style: "gmail" },
    ],
  },
  {
    id: "ben-alert",
    subject: "[resolved] Disk usage above 90 % on build-3",
    labels: ["CATEGORY_UPDATES"],
    lines: [
      { from: "alerts", hours: 71, text: "build-3: disk usage 93 %." },
      { from: "alerts", hours: 70, text: "build-3: disk usage 41 %. Resolved after 58 minutes." },
    ],
  },
  {
    id: "ben-spam",
    subject: "You have WON",
    labels: ["SPAM", "UNREAD"],
    lines: [{ from: "spam", hours: 10, text: "Send us your bank details to collect your prize." }],
  },
];
