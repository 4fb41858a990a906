/** For how long what is rotated still works: of tokens and of clients' secrets. */
export const overlapForm = {
  overlap: "The old one still works for",
  overlaps: { "0": "Not at all: it ends now", "1": "1 hour", "24": "24 hours" },
  cancel: "Cancel",
} as const;
