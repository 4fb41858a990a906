import { describe, expect, it } from "vitest";
import { encode } from "../../../test/sandbox/charsets.ts";
import type { Message } from "../upstream.ts";
import { type Part, partOf } from "./part-tree.ts";
import { type BodyMode, readMessage } from "./read-message.ts";

const HEADERS = { From: "Ada <ada@acme.test>", To: "ben@acme.test", Subject: "Hello" };

function leaf(
  type: string,
  content: string | Buffer,
  more: Partial<Part> & { headerLines?: Record<string, string> } = {},
): Part {
  const { headerLines = {}, ...rest } = more;
  const bytes = Buffer.from(content);
  const headers = { "Content-Type": type, ...headerLines };
  return {
    mimeType: type.split(";")[0] ?? type,
    filename: "",
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    body: { size: bytes.length, data: bytes.toString("base64url") },
    ...rest,
  };
}

const many = (type: string, ...parts: Part[]): Part => ({
  mimeType: `multipart/${type}`,
  filename: "",
  headers: [],
  body: { size: 0 },
  parts,
});
const file = (name: string, type: string, more: Partial<Part> = {}): Part => ({
  mimeType: type,
  filename: name,
  headers: [],
  body: { size: 9, attachmentId: "ANGjdJ" },
  ...more,
});

async function read(root: Part, headers: Record<string, string> = HEADERS, mode: BodyMode = "clean") {
  const own = Object.entries(headers).map(([name, value]) => ({ name, value }));
  const payload = { ...root, headers: [...own, ...(root.headers ?? [])] };
  const message: Message = {
    id: "m",
    threadId: "t",
    labelIds: [],
    snippet: "the preview",
    internalDate: "1793610000000",
    payload: partOf(payload),
  };
  return readMessage(message, mode);
}
const bodyOf = async (root: Part, mode: BodyMode = "clean") => (await read(root, HEADERS, mode)).body;

describe("charsets", () => {
  it.each([
    ["iso-8859-1", "Schöne Grüße"],
    ["iso-8859-15", "5 € für Öl"],
    ["windows-1252", "“Quoted” – 5 €"],
    ["windows-1251", "Добрый день"],
    ["koi8-r", "Добрый день"],
    ["shift_jis", "承知いたしました"],
    ["iso-2022-jp", "お世話になっております"],
    ["euc-jp", "打ち合わせ"],
    ["gbk", "你好世界"],
    ["big5", "繁體中文"],
    ["utf-8", "🎉 naïve"],
  ])("reads %s as it was sent", async (charset, text) => {
    expect(await bodyOf(leaf(`text/plain; charset=${charset}`, encode(text, charset)))).toBe(text);
    expect(await bodyOf(leaf(`text/html; charset="${charset}"`, encode(`<p>${text}</p>`, charset)))).toBe(
      text,
    );
  });

  it("reads text that Gmail recoded to UTF-8 under its old charset's name", async () => {
    expect(await bodyOf(leaf("text/plain; charset=iso-8859-1", "Schöne Grüße"))).toBe("Schöne Grüße");
    expect(await bodyOf(leaf("text/plain; charset=iso-2022-jp", "打ち合わせ"))).toBe("打ち合わせ");
  });

  it("reads text without a charset, in UTF-8 or not", async () => {
    expect(await bodyOf(leaf("text/plain", "Grüße"))).toBe("Grüße");
    expect(await bodyOf(leaf("text/plain", Buffer.from("Grüße", "latin1")))).toBe("Grüße");
    expect(await bodyOf(leaf("text/plain; charset=x-unknown-9", "plain"))).toBe("plain");
  });
});

describe("headers", () => {
  it("are decoded, with groups, comments and commas in names", async () => {
    const mail = await read(leaf("text/plain", "x"), {
      From: '"Lindqvist, Ada" <ada@acme.test>',
      To: "=?iso-8859-1?Q?J=F6rg?= <j@a.test>, Team: b@a.test, c@a.test;",
      Cc: "=?utf-8?B?5pif6YeO?= <e@a.test>",
      Subject: "=?utf-8?Q?Gr=C3=B6=C3=9Fe?= =?utf-8?Q?_und_Preis?=",
      "Message-ID": "<1@acme.test>",
    });
    expect(mail.subject).toBe("Größe und Preis");
    expect(mail.from).toEqual([{ name: "Lindqvist, Ada", address: "ada@acme.test" }]);
    expect(mail.to.map((one) => one.address)).toEqual(["j@a.test", "b@a.test", "c@a.test"]);
    expect(mail.to[0]?.name).toBe("Jörg");
    expect(mail.cc).toEqual([{ name: "星野", address: "e@a.test" }]);
    expect([mail.rfcId, mail.date]).toEqual(["<1@acme.test>", "2026-11-02T09:00:00.000Z"]);
  });

  it("cannot be forged by a value with line breaks", async () => {
    const mail = await read(leaf("text/plain", "x"), {
      ...HEADERS,
      Subject: "a\r\nTo: eve@evil.test\r\n\r\nbody",
    });
    expect(mail.to.map((one) => one.address)).toEqual(["ben@acme.test"]);
    expect(mail.body).toBe("x");
  });
});

describe("structures", () => {
  const html = leaf("text/html; charset=utf-8", "<p>From <b>HTML</b></p>");
  const plain = leaf("text/plain; charset=utf-8", "From text");

  it.each<[string, Part, string]>([
    ["an alternative, as HTML", many("alternative", plain, html), "From **HTML**"],
    ["HTML only", html, "From **HTML**"],
    ["text only", plain, "From text"],
    ["an empty HTML beside a text", many("alternative", plain, leaf("text/html", "  ")), "From text"],
    [
      "mixed, related and alternative inside each other",
      many(
        "mixed",
        many("related", many("alternative", plain, html), file("a.png", "image/png")),
        file("b.pdf", "application/pdf"),
      ),
      "From **HTML**",
    ],
    [
      "an alternative with a calendar part",
      many("alternative", plain, html, leaf("text/calendar; method=REQUEST", "BEGIN:VCALENDAR")),
      "From **HTML**",
    ],
    [
      "signed mail",
      many("signed", many("alternative", plain, html), file("smime.p7s", "application/pkcs7-signature")),
      "From **HTML**",
    ],
    [
      "a delivery report",
      many("report", plain, leaf("message/delivery-status", "Action: failed")),
      "From text",
    ],
    [
      "text in two parts",
      many("mixed", plain, file("a.bin", "application/octet-stream"), leaf("text/plain", "Footer")),
      "From text\nFooter",
    ],
    ["nothing at all", { mimeType: "text/plain" }, ""],
    ["no parts where some are due", many("mixed"), ""],
    [
      "a multipart inside an attached mail",
      many("mixed", plain, {
        ...many("mixed", leaf("text/plain", "inner")),
        mimeType: "message/rfc822",
        filename: "old.eml",
      }),
      "From text",
    ],
  ])("reads %s", async (_, root, expected) => {
    expect((await bodyOf(root)).replace(/\n{2,}/g, "\n\n")).toBe(expected);
  });

  it("unfolds format=flowed", async () => {
    const flowed = leaf(
      "text/plain; charset=utf-8; format=flowed; delsp=no",
      "One long \r\nline that \r\nflows.\r\n\r\nNext.",
    );
    expect(await bodyOf(flowed)).toBe("One long line that flows.\n\nNext.");
  });

  it("does not mistake text for a boundary or a header", async () => {
    const text = "--=_valketkey_0_\r\nContent-Type: text/html\r\n\r\n<b>x</b>\r\n--=_valketkey_0_--";
    const body = await bodyOf(many("mixed", leaf("text/plain", text)), "full");
    expect(body).toBe(text.replaceAll("\r\n", "\n"));
  });

  it("stops where parts nest too deep or are too many, and says so", async () => {
    const bounded = (depth: number) => {
      let deep = many("mixed", leaf("text/plain", "inner"));
      for (let at = 2; at < depth; at++) deep = many("mixed", leaf("text/plain", `${at}`), deep);
      return read(deep);
    };
    expect((await bounded(50)).body).toContain("inner");
    expect((await bounded(50)).notes).toEqual([]);
    const cut = await bounded(20_000);
    expect(cut.body).toMatch(/^19999\n19998\n/);
    expect(cut.notes).toEqual([expect.stringContaining("more parts than are read")]);
    const wide = await read(
      many("mixed", ...Array.from({ length: 5000 }, (_, at) => leaf("text/plain", `${at}`))),
    );
    expect(wide.body.split("\n")).toHaveLength(1999);
    expect(wide.notes).toHaveLength(1);
  });

  it("shows a mail inside a mail with who wrote it", async () => {
    const inner = many(
      "alternative",
      leaf("text/plain", "plain"),
      leaf("text/html", "<p>inner <b>text</b></p>"),
    );
    const enclosed = (more: Partial<Part>): Part => ({
      mimeType: "message/rfc822",
      filename: "",
      parts: [
        {
          ...inner,
          headers: [
            { name: "From", value: "Eve <eve@a.test>" },
            { name: "Subject", value: "=?utf-8?Q?Gr=C3=BC=C3=9Fe?=" },
          ],
        },
      ],
      ...more,
    });
    const shown = await read(many("mixed", leaf("text/plain", "See below."), enclosed({})));
    expect(shown.body).toBe(
      "See below.\n\n---------- Enclosed message ----------\nFrom: Eve <eve@a.test>\nSubject: Grüße\n\ninner **text**",
    );
    const file = await read(
      many("mixed", leaf("text/plain", "See the file."), enclosed({ filename: "old.eml" })),
    );
    expect(file.body).toBe("See the file.");
    expect(file.attachments.map(({ attachment_id, name }) => [attachment_id, name])).toEqual([
      ["part-1", "old.eml"],
    ]);
  });

  it.each<[string, Part, RegExp]>([
    [
      "OpenPGP",
      many(
        "encrypted",
        leaf("application/pgp-encrypted", "Version: 1"),
        file("encrypted.asc", "application/octet-stream"),
      ),
      /encrypted/,
    ],
    ["S/MIME", file("smime.p7m", "application/pkcs7-mime"), /encrypted \(S\/MIME\)/],
    [
      "opaque signatures",
      file("smime.p7m", "application/pkcs7-mime", {
        headers: [{ name: "Content-Type", value: "application/pkcs7-mime; smime-type=signed-data" }],
      }),
      /inside its S\/MIME signature/,
    ],
    ["Outlook's packing", many("mixed", file("winmail.dat", "application/ms-tnef")), /winmail\.dat/],
    ["UTF-7", leaf("text/plain; charset=utf-7", "+ADw-script+AD4-"), /UTF-7/],
    [
      "a charset that nobody knows",
      leaf("text/plain; charset=x-klingon", Buffer.from([0xe9, 0x20])),
      /"x-klingon"/,
    ],
  ])("says what it cannot read of %s", async (_, root, why) => {
    expect((await read(root)).notes).toEqual([expect.stringMatching(why)]);
  });

  it("names pictures that came with the mail, and tells a calendar part", async () => {
    const picture = file("chart.png", "image/png", { headers: [{ name: "Content-ID", value: "<c1@a>" }] });
    const html = leaf(
      "text/html",
      '<p>Look:</p><img src="cid:c1@a"><img src="cid:c1@a" alt="Sales"><img src="cid:gone">',
    );
    expect(await bodyOf(many("related", html, picture))).toBe(
      "Look:\n\n[image: chart.png][image: Sales · chart.png][image: inline picture]",
    );
    const ics =
      "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Planning\\, part 1\r\nDTSTART;TZID=Europe/Berlin:20261105T130000\r\nDTEND;TZID=Europe/Berlin:20261105T143000\r\nORGANIZER;CN=Ines:mailto:ines@acme.test\r\nEND:VEVENT\r\nEND:VCALENDAR";
    expect(await bodyOf(many("alternative", html, leaf("text/calendar; method=REQUEST", ics)))).toContain(
      "[Invitation: Planning, part 1 · Thu 2026-11-05 13:00 to 14:30 Europe/Berlin · organizer Ines <ines@acme.test>]",
    );
  });

  it("reads data that is not base64url as far as it goes", async () => {
    const broken = { ...leaf("text/plain", ""), body: { size: 4, data: "SGk*%%%" } };
    expect(await bodyOf(broken)).toContain("Hi");
  });

  it("reads a very large mail", async () => {
    const lines = "A line of ordinary length in a very long mail.\r\n".repeat(40_000);
    expect((await bodyOf(leaf("text/plain", lines))).length).toBeGreaterThan(1_800_000);
  });

  it("leaves the body out when asked", async () => {
    expect(await bodyOf(many("alternative", plain, html), "none")).toBe("");
  });
});

describe("attachments", () => {
  it("are everything that is not the text, with a place that names them for good", async () => {
    const mail = await read(
      many(
        "mixed",
        many("alternative", leaf("text/plain", "x"), leaf("text/calendar", "BEGIN")),
        file("größe.pdf", "application/pdf", { partId: "1" }),
        leaf("text/plain", "a file", { filename: "notes.txt" }),
        leaf("text/plain", "another", { headerLines: { "Content-Disposition": "attachment" } }),
        {
          ...many("mixed"),
          mimeType: "message/rfc822",
          filename: "",
          headers: [{ name: "Content-Disposition", value: "attachment" }],
          body: { size: 5 },
          parts: [leaf("text/plain", "y", { headerLines: { Subject: "Old" } })],
        },
      ),
    );
    expect(mail.attachments.map((one) => [one.attachment_id, one.name, one.mime_type])).toEqual([
      ["part-0.1", "invite.ics", "text/calendar"],
      ["part-1", "größe.pdf", "application/pdf"],
      ["part-2", "notes.txt", "text/plain"],
      ["part-3", "body.txt", "text/plain"],
      ["part-4", "Old.eml", "message/rfc822"],
    ]);
    expect(mail.body).toBe("x");
  });
});

describe("history in replies", () => {
  it("goes from HTML replies and from plain ones, and stays in full", async () => {
    const html = leaf(
      "text/html",
      '<div>New</div><div class="gmail_quote">On x, A wrote:<blockquote>old</blockquote></div>',
    );
    const plain = leaf("text/plain", "New\n\nOn Mon, 2 Nov 2026 at 09:12, Ada <a@b.test> wrote:\n> old");
    for (const part of [html, plain]) {
      expect(await bodyOf(part)).toBe("New");
      expect(await bodyOf(part, "full")).toContain("old");
    }
  });

  it("stays when the message is a forward", async () => {
    const part = leaf(
      "text/html",
      '<p>FYI</p><div style="border-top:solid #E1E1E1 1.0pt"><b>From:</b> Hugo &lt;h@l.test&gt;</div><p>Good news</p>',
    );
    expect((await read(part, { ...HEADERS, Subject: "FW: News" })).body).toContain("Good news");
  });
});
