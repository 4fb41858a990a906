import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { mailboxesOf, oneMailbox, shownList } from "./address.ts";
import { compose, type Outgoing } from "./compose.ts";
import { replySubject, replyTo } from "./reply.ts";

const base: Outgoing = {
  from: undefined,
  to: [{ name: "Bén", address: "ben@acme.test" }],
  cc: [],
  bcc: [{ name: "", address: "eve@acme.test" }],
  subject: "Größe",
  body: "# Hi\n\nHello **Ben** <b>raw</b>\nsecond line",
  format: "markdown",
  attachments: [],
  messageId: "<1@acme.test>",
  inReplyTo: undefined,
  references: [],
  date: new Date(0),
};
const parsed = async (mail: Partial<Outgoing>) => PostalMime.parse(await compose({ ...base, ...mail }));

describe("compose", () => {
  it("writes Markdown as text and HTML, with headers that any program reads", async () => {
    const raw = await compose(base);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the octets must all be ASCII.
    expect(raw.toString("latin1")).toMatch(/^[\x00-\x7f]*$/);
    const mail = await PostalMime.parse(raw);
    expect(mail).toMatchObject({
      subject: "Größe",
      messageId: "<1@acme.test>",
      to: [{ name: "Bén" }],
      bcc: [{ address: "eve@acme.test" }],
    });
    expect(mail.text).toContain("Hello **Ben**");
    expect(mail.html).toContain("<strong>Ben</strong>");
    expect(mail.from).toBeUndefined();
  });

  it("carries files beside the text, whatever they are called", async () => {
    const file = {
      name: 'größe "1"\r\n/x.pdf',
      mimeType: "application/pdf",
      bytes: Buffer.from("%PDF-1.4\n\u00ff", "latin1"),
    };
    const mail = await parsed({
      attachments: [file, { name: "", mimeType: "no type\r\nX: y", bytes: new Uint8Array(3) }],
    });
    expect(mail.attachments.map(({ filename, mimeType }) => [filename, mimeType])).toEqual([
      ['größe "1" x.pdf', "application/pdf"],
      ["file", "application/octet-stream"],
    ]);
    expect(Buffer.from(mail.attachments[0]?.content as ArrayBuffer)).toEqual(file.bytes);
    expect([mail.text?.trim(), mail.html?.includes("<strong>")]).toEqual([base.body, true]);
    const raw = (await compose({ ...base, attachments: [file] })).toString("latin1");
    expect([...raw.matchAll(/multipart\/\w+/g)].map(String)).toEqual([
      "multipart/mixed",
      "multipart/alternative",
    ]);
  });

  it("makes a text of HTML, and leaves text alone", async () => {
    expect(
      (await parsed({ format: "html", body: "<p>One <a href='https://a.test'>two</a></p>" })).text,
    ).toContain("One [two](https://a.test)");
    const plain = await parsed({ format: "text", body: "a <b>\n> c" });
    expect([plain.text?.trim(), plain.html]).toEqual(["a <b>\n> c", undefined]);
  });

  it.each(["a\r\nBcc: x@evil.test", "a\nX: y", "a\u0000", "a\u2028b"])(
    "refuses the subject %j",
    async (subject) => {
      await expect(compose({ ...base, subject })).rejects.toMatchObject({ fault: "bad_argument" });
    },
  );

  it("lets no body or name start a header", async () => {
    const mail = await parsed({
      body: "\r\nBcc: x@evil.test\r\n",
      to: [{ name: 'A"\r\nBcc: x@evil.test', address: "ben@acme.test" }],
    });
    expect(mail.bcc).toEqual([{ name: "", address: "eve@acme.test" }]);
  });
});

describe("addresses", () => {
  it.each(["ada@acme.test", "Ada <ada@acme.test>", '"Lindqvist, Ada" <ada@acme.test>', "ada@mäil.test"])(
    "takes %s",
    (one) => {
      expect(oneMailbox(one, "to").address).toContain("@");
    },
  );

  it.each([
    "",
    "ada",
    "a@b@c",
    "a@b.test, c@d.test",
    "a b@c.test",
    "Team: a@b.test, c@d.test;",
    "a@b.test\r\nBcc: c@d.test",
    "<>",
    "@acme.test",
    "a@-",
  ])("refuses %j", (one) =>
    expect(() => oneMailbox(one, "to")).toThrowError(expect.objectContaining({ fault: "bad_argument" })),
  );

  it("unfolds groups, decodes words and counts what it does not show", () => {
    expect(mailboxesOf("=?utf-8?B?w4lt?= <e@a.test>, Team: b@a.test, C <c@a.test>;")).toEqual([
      { name: "Ém", address: "e@a.test" },
      { name: "", address: "b@a.test" },
      { name: "C", address: "c@a.test" },
    ]);
    const many = Array.from({ length: 25 }, (_, at) => ({ name: "", address: `p${at}@a.test` }));
    expect(shownList(many).at(-1)).toBe("… and 5 more");
  });
});

describe("replies", () => {
  const original = (more: Record<string, string>) => ({
    headers: Object.entries({
      From: "Ben <ben@acme.test>",
      To: "Ada <ADA@acme.test>, chloe@acme.test",
      Cc: "jonas@acme.test, ben@acme.test",
      Subject: "Plan",
      "Message-ID": "<3@x>",
      References: "<1@x>\r\n <2@x>",
      ...more,
    }).map(([name, value]) => ({ name, value })),
  });
  const to = (more: Record<string, string>, all = false) => {
    const reply = replyTo(original(more), ["ada@acme.test", "ada@alias.test"], all);
    return [reply.to.map((one) => one.address), reply.cc.map((one) => one.address)];
  };

  it("go to the sender, or where the sender asks for answers", () => {
    expect(to({})).toEqual([["ben@acme.test"], []]);
    expect(to({ "Reply-To": "desk@acme.test" })).toEqual([["desk@acme.test"], []]);
  });

  it("go to everybody but oneself, each once", () => {
    expect(to({}, true)).toEqual([["ben@acme.test", "chloe@acme.test"], ["jonas@acme.test"]]);
    expect(to({ To: "ada@alias.test" }, true)[0]).toEqual(["ben@acme.test"]);
  });

  it("to one's own mail go to those it was sent to", () => {
    expect(to({ From: "ada@acme.test", To: "ben@acme.test" })).toEqual([["ben@acme.test"], []]);
  });

  it("carry the whole chain of references", () => {
    const { references, inReplyTo } = replyTo(original({}), [], false);
    expect([references, inReplyTo]).toEqual([["<1@x>", "<2@x>", "<3@x>"], "<3@x>"]);
    expect(replyTo(original({ References: "", "In-Reply-To": "<0@x>" }), [], false).references).toEqual([
      "<0@x>",
      "<3@x>",
    ]);
    const long = Array.from({ length: 80 }, (_, at) => `<r${at}@x>`).join(" ");
    const chain = replyTo(original({ References: long }), [], false).references;
    expect([chain.length, chain[0], chain.at(-1)]).toEqual([50, "<r0@x>", "<3@x>"]);
  });

  it.each([
    ["Plan", "Re: Plan"],
    ["Re: Plan", "Re: Plan"],
    ["RE: AW: Re[2]: Plan", "Re: Plan"],
    ["Regarding the plan", "Re: Regarding the plan"],
    ["", "Re: "],
  ])("to %j have the subject %j", (subject, expected) => expect(replySubject(subject)).toBe(expected));
});
