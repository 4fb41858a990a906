import { describe, expect, it } from "vitest";
import { freshText } from "./quotes.ts";

const reply = { reply: true, forwarded: false, html: false };
const fresh = (text: string, more = {}) => freshText(text, { ...reply, ...more });

describe("introductions of what is answered", () => {
  it.each([
    ["English", "On Mon, 2 Nov 2026 at 09:12, Ada Lindqvist <ada@acme.test> wrote:"],
    ["German", "Am Mo., 2. Nov. 2026 um 09:12 Uhr schrieb Ada Lindqvist <ada@acme.test>:"],
    ["French", "Le lun. 2 nov. 2026 à 09:12, Ada Lindqvist <ada@acme.test> a écrit :"],
    ["Spanish", "El lun, 2 nov 2026 a las 9:12, Ada Lindqvist (<ada@acme.test>) escribió:"],
    ["Italian", "Il giorno lun 2 nov 2026 alle ore 09:12 Ada Lindqvist <ada@acme.test> ha scritto:"],
    ["Portuguese", "Em seg., 2 de nov. de 2026 às 09:12, Ada Lindqvist <ada@acme.test> escreveu:"],
    ["Dutch", "Op ma 2 nov 2026 om 09:12 schreef Ada Lindqvist <ada@acme.test>:"],
    ["Swedish", "Den mån 2 nov. 2026 kl 09:12 skrev Ada Lindqvist <ada@acme.test>:"],
    ["Polish", "pon., 2 lis 2026 o 09:12 Ada Lindqvist <ada@acme.test> napisał(a):"],
    ["Russian", "пн, 2 нояб. 2026 г. в 09:12, Ada Lindqvist <ada@acme.test>:"],
    ["Russian with a verb", "2 ноября 2026, 09:12 Ada Lindqvist <ada@acme.test> написал(а):"],
    ["Japanese", "2026年11月2日(月) 9:12 Ada Lindqvist <ada@acme.test>:"],
    ["Chinese", "Ada Lindqvist <ada@acme.test> 于2026年11月2日周一 09:12写道："],
    ["Korean", "2026년 11월 2일 (월) 오전 9:12, Ada Lindqvist <ada@acme.test>님이 작성:"],
    ["Arabic", "في الاثنين، 2 نوفمبر 2026 في 9:12 ص تمت كتابة ما يلي بواسطة Ada Lindqvist <ada@acme.test>:"],
  ])("%s", (_, line) => {
    expect(fresh(`New text.\n\n${line}\n\n> old text\n> more`)).toBe("New text.");
    expect(fresh(`New text.\n\n${line}\n\nold text without marks`)).toBe("New text.");
  });

  it("may be folded over lines", () => {
    expect(fresh("New.\n\nOn Mon, 2 Nov 2026 at 09:12, Ada Lindqvist\n<ada@acme.test> wrote:\n\n> old")).toBe(
      "New.",
    );
  });

  it("are told from sentences that look alike", () => {
    const text = "On Monday Ben wrote:\n\nthe plan\n\nand we agreed.";
    expect(fresh("I kept what he\nwrote: nothing.\n\nOn time, as always.")).toContain("On time");
    expect(fresh(text, { reply: false })).toBe(text);
  });
});

describe("other marks of history", () => {
  it.each([
    "-----Original Message-----",
    "-----Ursprüngliche Nachricht-----",
    "-----Message d'origine-----",
    "-----Mensaje original-----",
    "-----Messaggio originale-----",
    "-----Исходное сообщение-----",
    "-----原始邮件-----",
  ])("%s", (line) => {
    expect(fresh(`New.\n\n${line}\nFrom: Ada\nSubject: x\n\nold`)).toBe("New.");
  });

  it.each([
    ["English", "From: Ada\nSent: Monday, 2 November 2026 09:12\nTo: Ben\nSubject: Plan"],
    ["bold", "**From:** Ada\n**Sent:** Monday, 2 November 2026 09:12\n**To:** Ben\n**Subject:** Plan"],
    ["German", "Von: Ada\nGesendet: Montag, 2. November 2026 09:12\nAn: Ben\nBetreff: Plan"],
    ["French", "De : Ada\nEnvoyé : lundi 2 novembre 2026 09:12\nÀ : Ben\nObjet : Plan"],
    ["Russian", "От: Ada\nОтправлено: понедельник, 2 ноября 2026 г. 9:12\nКому: Ben\nТема: Plan"],
    ["Japanese", "差出人: Ada\n送信日時: 2026年11月2日 9:12\n宛先: Ben\n件名: Plan"],
  ])("Outlook's header block in %s", (_, block) => {
    expect(fresh(`New.\n\n________________________________\n${block}\n\nold`)).toBe("New.");
  });

  it("keeps answers between quoted lines", () => {
    const text = "On Mon, 2 Nov 2026 at 09:12, Ada <ada@acme.test> wrote:\n> One?\n\nYes.\n\n> Two?\n\nNo.";
    expect(fresh(text)).toBe("Yes.\n\nNo.");
  });

  it("keeps quotes in a message that answers nothing", () => {
    expect(fresh("As the manual says:\n\n> Turn it off.\n\nWe did.", { reply: false })).toContain(
      "> Turn it off.",
    );
  });

  it("keeps what a forward passes on", () => {
    const forward =
      "FYI\n\n---------- Forwarded message ---------\nFrom: Hugo <hugo@lumen.test>\nDate: today\nSubject: x\n\nGood news.";
    expect(fresh(forward)).toContain("Good news.");
    expect(fresh("FYI\n\nFrom: Hugo\nSent: today\nTo: Ada\n\nGood news.", { forwarded: true })).toContain(
      "Good news.",
    );
  });

  it("leave nothing of a text that is nothing but history", () => {
    expect(fresh("> only this")).toBe("");
  });
});

describe("signatures", () => {
  it.each([
    ["marked", "Text.\n\n-- \nAda\nAcme"],
    ["marked without the blank", "Text.\n--\nAda"],
    ["of a phone", "Text.\n\nSent from my iPhone"],
    ["of a German phone", "Text.\n\nVon meinem iPhone gesendet"],
    ["of a Japanese phone", "Text.\n\niPhoneから送信"],
  ])("%s go", (_, text) => expect(fresh(text)).toBe("Text."));

  it("are not taken for a long text below a rule", () => {
    const long = Array.from({ length: 40 }, (_, at) => `line ${at}`).join("\n");
    expect(fresh(`Intro\n--\n${long}`)).toContain("line 39");
  });
});

it("takes linear time on hostile text", () => {
  const started = performance.now();
  for (const piece of ["On a ", ">", "> x\n", "From: \n", "-- \n", "On x\n", "2026年1月1日 1:1 ", "-----"]) {
    fresh(piece.repeat(200_000 / piece.length));
  }
  expect(performance.now() - started).toBeLessThan(5000);
});
