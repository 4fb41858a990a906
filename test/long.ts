/**
 * What takes long and finds out little that the rest does not: generated inputs by the thousand, processes by the
 * dozen, waits of many seconds. `npm test` leaves it to `npm run test:long`; whoever names a file gets it.
 */
export const LONG: readonly string[] = [
  "gateway/documents/hostile.test.ts",
  "gateway/documents/mutations.test.ts",
  "gateway/vault/lost-answers.test.ts",
  "mcp-servers/gmail/mail/generated.test.ts",
  "test/fuzz/fuzz.test.ts",
  "test/hostile/command-line.test.ts",
  "test/hostile/crossing.test.ts",
  "test/hostile/liars.test.ts",
  "test/journeys/keys.test.ts", // the run on PostgreSQL has it
  "test/journeys/switch.test.ts",
  "tools/cli/backup/backup.test.ts", // and this
  "tools/cli/operator/keys.test.ts",
  "tools/cli/record.test.ts",
  "tools/new-server.test.ts",
];

/** The same of the pages: what another story shows in part. `npm run test:browser` plays all. */
export const LONG_IN_BROWSER: readonly string[] = [
  "test/browser/allowed-clients.test.ts",
  "test/browser/api-docs.test.ts",
  "test/browser/consent-page.test.ts",
  "test/browser/consent.test.ts",
  "test/browser/elsewhere.test.ts",
  "test/browser/extremes.test.ts",
  "test/browser/many.test.ts",
  "test/browser/palette.test.ts",
  "test/browser/revoke-everything.test.ts",
  "test/browser/second-account.test.ts",
];
