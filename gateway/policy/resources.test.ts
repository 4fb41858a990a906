import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TargetKind } from "../../mcp-servers/kit/index.ts";
import { badEntries, carriedOut, compileLists, domainOf } from "./resources.ts";

const WHOSE = { account: "Ada@acme.test", ownHost: "gateway.test" };
const fits = (
  kind: TargetKind,
  entries: string[],
  name: string,
  account: string | undefined = WHOSE.account,
) => compileLists({ [kind]: entries }).get(kind)?.(name, { ...WHOSE, account });

describe("recipients' domains", () => {
  const is = (name: string, entries = ["acme.test"]) => fits("recipient_domains", entries, name);

  test.each([
    "ada@acme.test",
    "ADA@ACME.TEST",
    "ada+anything@acme.test",
    "ada@acme.test.",
    " ada@acme.test ",
    "acme.test",
  ])("%s is of acme.test", (name) => expect(is(name)).toBe("yes"));

  test.each([
    "eve@evil.test",
    "eve@acme.test.evil.test",
    "eve@evilacme.test",
    "eve@mail.acme.test",
    "eve@evil.test@acme.test",
    '"eve@evil.test"@acme.test',
    "eve%evil.test@acme.test",
    "evil.test!eve@acme.test",
    "@acme.test",
    "eve@acme.test..",
    "eve@[127.0.0.1]",
    "eve@",
    "",
    "eve@acme.test evil.test",
    "eve@acme.test\n@evil.test",
    "eve@acmе.test", // Cyrillic e
    "eve@ａcme.test", // full-width a, which maps to ASCII
    "eve@acme。test", // another full stop
    "eve@ac\u00ADme.test", // soft hyphen, which maps to nothing
    "eve@acme.te\u017Ft", // long s
  ])("%j is not", (name) => expect(is(name)).toBe("no"));

  test("stars stand for what is below a domain, not for itself", () => {
    expect(is("ada@eu.acme.test", ["*.acme.test"])).toBe("yes");
    expect(is("ada@acme.test", ["*.acme.test"])).toBe("no");
    expect(is("ada@evilacme.test", ["*.acme.test"])).toBe("no");
  });

  test("domains of other scripts are compared in their ASCII form", () => {
    expect(domainOf("Bücher.example")).toBe("xn--bcher-kva.example");
    expect(is("a@bücher.example", ["xn--bcher-kva.example"])).toBe("yes");
    expect(is("a@xn--bcher-kva.example", ["BÜCHER.example."])).toBe("yes");
    expect(is("a@bucher.example", ["bücher.example"])).toBe("no");
  });

  test("links to the gateway's own files ask nobody else", () => {
    expect(is("gateway.test")).toBe("yes");
    expect(is("eve@gateway.test")).toBe("no");
  });

  test("no address of a domain that is not listed gets in, whatever stands before it", () => {
    fc.assert(
      fc.property(fc.string(), fc.domain(), (local, domain) => {
        fc.pre(domain !== "acme.test" && domain !== "gateway.test");
        expect(is(`${local}@${domain}`)).toBe("no");
      }),
    );
  });
});

describe("repositories", () => {
  const is = (name: string, ...entries: string[]) => fits("repositories", entries, name);
  test("by owner and name, whatever the case; a star stays within one of them", () => {
    expect(is("Acme/Site", "acme/site")).toBe("yes");
    expect(is("acme/site", "ACME/*")).toBe("yes");
    expect(is("acme/site-2", "acme/site")).toBe("no");
    expect(is("acme/my-site", "acme/site*")).toBe("no");
    expect(is("evil/site", "acme/*")).toBe("no");
    expect(is("acme/../evil/site", "acme/*")).toBe("no");
    expect(is("acme-evil/site", "acme*/site")).toBe("yes");
    expect(is("acme/a.b", "acme/a?b")).toBe("no");
    expect(is("acme/axb", "acme/a.b")).toBe("no");
    expect(is("acme/site.", "acme/site")).toBe("no");
  });
});

describe("channels", () => {
  const is = (name: string, ...entries: string[]) => fits("channels", entries, name);
  test("ids as they are, names in any case and with or without their mark", () => {
    expect(is("C0123ABCD", "C0123ABCD")).toBe("yes");
    expect(is("#General", "general")).toBe("yes");
    expect(is("general", "#general")).toBe("yes");
  });
  test("a name that looks like an id, or an id like a name, is not taken for the other", () => {
    expect(is("c0123abcd", "C0123ABCD")).not.toBe("yes");
    expect(is("C0123ABCD", "#c0123abcd")).not.toBe("yes");
  });
  test("what only a look at Slack can tell is not told here", () => {
    expect(is("#general", "C0123ABCD")).toBe("unknown");
    expect(is("C0999ZZZZ", "#general")).toBe("unknown");
    expect(is("@ada", "D0123ABCD")).toBe("unknown");
    expect(is("D0123ABCD", "U0123ABCD")).toBe("unknown");
  });
  test("what no look could allow is refused at once", () => {
    expect(is("C0999ZZZZ", "C0123ABCD")).toBe("no");
    expect(is("#random", "#general")).toBe("no");
    expect(is("@ada", "#general")).toBe("no");
    expect(is("ada@acme.test", "#general", "C0123ABCD")).toBe("no");
  });
});

describe("calendars and folders", () => {
  test("the account's own calendar is primary, by either name", () => {
    expect(fits("calendars", ["primary"], "ada@ACME.test")).toBe("yes");
    expect(fits("calendars", ["ada@acme.test"], "primary")).toBe("yes");
    expect(fits("calendars", ["primary"], "ben@acme.test")).toBe("no");
    expect(fits("calendars", ["ben@acme.test"], "primary")).toBe("no");
  });
  test("what lies in a folder only Drive can tell; the top is the top", () => {
    expect(fits("folders", ["F1"], "F1")).toBe("yes");
    expect(fits("folders", ["F1"], "f1")).toBe("unknown");
    expect(fits("folders", ["F1"], "root")).toBe("no");
    expect(fits("folders", ["root"], "root")).toBe("yes");
  });
});

test("entries that would match nothing are named, with what to give", () => {
  const bad = badEntries({
    repositories: ["acme", "acme/*", "https://github.com/acme/site"],
    channels: ["@ada", "General", "#general", "C0123ABCD"],
    recipient_domains: ["ada@acme.test", "*.acme.test", "acme.test/x", "*"],
    folders: ["https://drive.google.com/x", "1AbC-_x"],
    calendars: ["a b", "primary"],
  });
  expect(bad.map(({ path }) => path)).toEqual([
    "repositories.0",
    "repositories.2",
    "channels.0",
    "channels.1",
    "folders.0",
    "calendars.0",
    "recipient_domains.0",
    "recipient_domains.2",
    "recipient_domains.3",
  ]);
});

test("data has left when it goes anywhere that is neither the account's own nor surely inside", () => {
  const inside = compileLists({ recipient_domains: ["acme.test"], channels: ["C0123ABCD"] });
  const out = carriedOut(
    [
      { kind: "recipient_domains", name: "ben@acme.test" },
      { kind: "recipient_domains", name: "eve@evil.test" },
      { kind: "recipient_domains", open: "checked" },
      { kind: "channels", name: "C0123ABCD" },
      { kind: "channels", name: "#general" },
      { kind: "calendars", name: "primary" },
      { kind: "calendars", name: "team@group.calendar.google.com" },
      { kind: "folders", name: "root" },
      { kind: "repositories", name: "acme/site" },
      { kind: "repositories", open: "unbounded" },
    ],
    inside,
    WHOSE,
  );
  expect(out.map((one) => ("name" in one ? one.name : one.open))).toEqual([
    "eve@evil.test",
    "checked",
    "#general",
    "team@group.calendar.google.com",
    "acme/site",
    "unbounded",
  ]);
});
