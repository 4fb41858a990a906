import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { compose } from "./compose.ts";
import { edited } from "./edit.ts";

const box = (address: string) => ({ name: "", address });
const file = {
  name: "plan.pdf",
  mimeType: "application/pdf",
  bytes: Buffer.from("%PDF-1.4 \u00ff", "latin1"),
};

/** A reply with a file, as we write drafts. */
const draft = (more: { format?: "markdown" | "text"; attachments?: (typeof file)[] } = {}) =>
  compose({
    from: { name: "Ada", address: "ada@acme.test" },
    to: [box("ben@acme.test")],
    cc: [box("chloe@acme.test")],
    bcc: [box("eve@acme.test")],
    subject: "Re: Größe",
    body: "First **text**.",
    format: "markdown",
    attachments: [file],
    messageId: "<1@acme.test>",
    inReplyTo: "<0@acme.test>",
    references: ["<-1@acme.test>", "<0@acme.test>"],
    date: new Date(0),
    ...more,
  });
const contentOf = (raw: Buffer) => raw.subarray(raw.indexOf("\r\n\r\n"));

describe("a mail that is edited", () => {
  it("keeps every octet of its content when only people change, long lists folded", async () => {
    const before = await draft();
    const many = Array.from({ length: 100 }, (_, at) => ({
      name: `Größe ${at}`,
      address: `p${at}@acme.test`,
    }));
    const after = await edited(before, { to: many, subject: "Other" });
    const mail = await PostalMime.parse(after);
    expect(contentOf(after)).toEqual(contentOf(before));
    expect(mail.to).toHaveLength(100);
    expect(mail.to?.[99]).toMatchObject({ name: "Größe 99", address: "p99@acme.test" });
    expect(mail).toMatchObject({
      subject: "Other",
      cc: [{ address: "chloe@acme.test" }],
      bcc: [{ address: "eve@acme.test" }],
      messageId: "<1@acme.test>",
      inReplyTo: "<0@acme.test>",
      references: "<-1@acme.test> <0@acme.test>",
    });
    const headers = after.subarray(0, after.indexOf("\r\n\r\n")).toString("latin1").split("\r\n");
    expect(Math.max(...headers.map((one) => one.length))).toBeLessThan(998);
    for (const name of ["To", "Subject", "Content-Type", "MIME-Version", "Message-ID"])
      expect(
        headers.filter((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`)),
        name,
      ).toHaveLength(1);
  });

  it("loses recipients that are emptied", async () => {
    const mail = await PostalMime.parse(await edited(await draft(), { bcc: [], cc: [] }));
    expect([mail.bcc, mail.cc, mail.to?.length]).toEqual([undefined, undefined, 1]);
  });

  it("keeps headers that nobody knows here", async () => {
    const before = Buffer.concat([
      Buffer.from("X-Odd: one\r\n two\r\nReply-To: desk@acme.test\r\n"),
      await draft(),
    ]);
    for (const change of [{ body: "New." }, { subject: "x" }, { attachments: [] }]) {
      const mail = await PostalMime.parse(await edited(before, change));
      expect(mail.replyTo).toMatchObject([{ address: "desk@acme.test" }]);
      expect(mail.headers.find(({ key }) => key === "x-odd")?.value).toBe("one two");
    }
  });

  it("keeps its files when the text changes, and its text when the files do", async () => {
    const text = await PostalMime.parse(await edited(await draft(), { body: "Second." }));
    expect(text.attachments).toMatchObject([{ filename: "plan.pdf", mimeType: "application/pdf" }]);
    expect(Buffer.from(text.attachments[0]?.content as ArrayBuffer)).toEqual(file.bytes);
    expect([text.text?.trim(), text.html?.trim()]).toEqual(["Second.", "<p>Second.</p>"]);
    const other = { name: "b.csv", mimeType: "text/csv", bytes: Buffer.from("a,b") };
    const files = await PostalMime.parse(await edited(await draft(), { attachments: [other] }));
    expect(files.attachments.map(({ filename }) => filename)).toEqual(["b.csv"]);
    expect([files.text?.trim(), files.html?.includes("<strong>")]).toEqual(["First **text**.", true]);
  });

  it("stays plain text when it was", async () => {
    const mail = await PostalMime.parse(await edited(await draft({ format: "text" }), { body: "*Second*" }));
    expect([mail.text?.trim(), mail.html]).toEqual(["*Second*", undefined]);
  });

  it("keeps pictures that its HTML shows, and calls them files once it does not", async () => {
    const mixed = [
      "MIME-Version: 1.0",
      'Content-Type: multipart/related; boundary="r"',
      "",
      "--r",
      "Content-Type: text/html; charset=utf-8",
      "",
      '<p>See <img src="cid:pic@a"></p>',
      "--r",
      "Content-Type: image/png; name=pic.png",
      "Content-ID: <pic@a>",
      "Content-Disposition: inline; filename=pic.png",
      "Content-Transfer-Encoding: base64",
      "",
      "aGk=",
      "--r--",
      "",
    ].join("\r\n");
    const kept = await PostalMime.parse(await edited(Buffer.from(mixed), { attachments: [file] }));
    expect(kept.attachments.map(({ filename, contentId }) => [filename, contentId])).toEqual([
      ["pic.png", "<pic@a>"],
      ["plan.pdf", undefined],
    ]);
    expect(kept.html).toContain("cid:pic@a");
    const text = await PostalMime.parse(await edited(Buffer.from(mixed), { body: "No picture." }));
    expect(text.attachments).toMatchObject([{ filename: "pic.png", disposition: "attachment" }]);
  });

  it("cannot be made to start another header", async () => {
    await expect(edited(await draft(), { subject: "a\r\nBcc: x@evil.test" })).rejects.toMatchObject({
      fault: "bad_argument",
    });
    const mail = await PostalMime.parse(
      await edited(await draft(), {
        to: [{ name: 'A"\r\nX-Evil: 1', address: "a@b.test" }],
        body: "\r\nX: y",
      }),
    );
    expect(mail.headers.map(({ key }) => key)).not.toContain("x-evil");
  });
});
