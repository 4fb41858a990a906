import { expect, test } from "vitest";
import { listingsOf, registry, sizeOf } from "../tools/tool-sizes.ts";

/** Bytes of `tools/list` without output schemas. An agent pays for them in every conversation. */
const BYTES = 12_000;
const MORE: Readonly<Record<string, number>> = { github: 24_000 };
/** What output schemas may add. */
const WITH_OUTPUT = 1.6;

const servers = [...registry().servers].map(([id, server]) => ({ id, ...sizeOf(listingsOf(server)) }));

test.each(servers)("$id costs an agent no more than it may", ({ id, bytes, bytesWithOutput }) => {
  const most = MORE[id] ?? BYTES;
  expect(bytes).toBeLessThanOrEqual(most);
  expect(bytesWithOutput).toBeLessThanOrEqual(most * WITH_OUTPUT);
});

/** Of what it costs, not only of what it may: rows that only one tool answers would hide behind a small server. */
test.each(servers.filter(({ tools }) => tools > 1))("the answers of $id are described briefly", (server) => {
  expect(server.bytesWithOutput / server.bytes).toBeLessThanOrEqual(WITH_OUTPUT);
});

test("no single tool costs as much as a small server", () => {
  const single = [...registry().servers.values()].flatMap((server) =>
    listingsOf(server).map((listing) => ({ name: listing.name, ...sizeOf([listing]) })),
  );
  expect(single.filter(({ bytes, bytesWithOutput }) => bytes > 2_500 || bytesWithOutput > 4_000)).toEqual([]);
});
