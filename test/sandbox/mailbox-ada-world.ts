import type { Script } from "./mailbox-script.ts";

/** Customers abroad: other languages, old charsets, other mail programs' ways to quote. */
export const adaWorld: readonly Script[] = [
  {
    id: "kraft-liefertermin",
    subject: "Liefertermin für die Zähler",
    labels: ["INBOX", "Label_2", "UNREAD"],
    lines: [
      {
        from: "greta",
        hours: 140,
        charset: "iso-8859-1",
        text: "Guten Tag Frau Lindqvist,\n\nwann können wir mit den Zählern rechnen?\n\nMit freundlichen Grüßen\nGreta Weiß",
        root: {
          kind: "text",
          charset: "iso-8859-1",
          transfer: "quoted-printable",
          text: "Guten Tag Frau Lindqvist,\n\nwann können wir mit den Zählern rechnen?\n\nMit freundlichen Grüßen\nGreta Weiß\n-- \nKraft Logistik GmbH\nHafenstraße 1",
        },
      },
      {
        from: "ada",
        hours: 139,
        text: "Guten Tag Frau Weiß,\n\nin der Woche ab dem 9. November.\n\nAda Lindqvist",
        style: "gmail",
      },
      {
        from: "greta",
        hours: 116,
        charset: "iso-8859-1",
        text: "Vielen Dank, das genügt uns.",
        root: {
          kind: "text",
          charset: "iso-8859-1",
          transfer: "8bit",
          text: "Vielen Dank, das genügt uns.\n\nAm Di., 27. Okt. 2026 um 14:00 Uhr schrieb Ada Lindqvist <ada@acme.test>:\n\n> Guten Tag Frau Weiß,\n>\n> in der Woche ab dem 9. November.",
        },
      },
    ],
  },
  {
    id: "devis",
    subject: "Devis n° 2026-118 à valider",
    labels: ["INBOX"],
    lines: [
      {
        from: "chloe",
        hours: 260,
        text: "Bonjour Ada,\n\nle devis est prêt. Tu peux le valider avant vendredi ?\n\nChloé",
      },
      { from: "ada", hours: 255, text: "C'est validé.", style: "gmail" },
      {
        from: "chloe",
        hours: 254,
        text: "Merci !",
        root: {
          kind: "text",
          charset: "windows-1252",
          transfer: "quoted-printable",
          text: "Merci !\n\nLe ven. 23 oct. 2026 à 18:00, Ada Lindqvist <ada@acme.test> a écrit :\n\n> C'est validé.",
        },
      },
    ],
  },
  {
    id: "hoshino",
    subject: "打ち合わせの日程について",
    labels: ["INBOX", "UNREAD"],
    lines: [
      {
        from: "emi",
        hours: 96,
        charset: "iso-2022-jp",
        text: "リンドクヴィスト様\n\nお世話になっております。星野です。",
        root: {
          kind: "text",
          charset: "iso-2022-jp",
          transfer: "7bit",
          text: "リンドクヴィスト様\n\nお世話になっております。星野です。\n来週の打ち合わせですが、火曜日の午後はいかがでしょうか。\n\n星野",
        },
      },
      {
        from: "ada",
        hours: 94,
        text: "Dear Ms Hoshino,\n\nTuesday at 14:00 your time suits me well.",
        style: "gmail",
      },
      {
        from: "emi",
        hours: 70,
        charset: "iso-2022-jp",
        text: "承知いたしました。",
        root: {
          kind: "text",
          charset: "shift_jis",
          transfer: "base64",
          text: "承知いたしました。火曜日の14時にお待ちしております。\n\n2026年10月29日(木) 11:00 Ada Lindqvist <ada@acme.test>:\n\n> Dear Ms Hoshino,\n>\n> Tuesday at 14:00 your time suits me well.",
        },
      },
    ],
  },
  {
    id: "severny",
    subject: "Счёт за сентябрь",
    labels: ["INBOX", "Label_1"],
    lines: [
      {
        from: "dmitri",
        hours: 330,
        charset: "windows-1251",
        text: "Добрый день, Ада! Направляю счёт за сентябрь.",
        root: {
          kind: "text",
          charset: "windows-1251",
          transfer: "8bit",
          text: "Добрый день, Ада!\n\nНаправляю счёт за сентябрь. Подтвердите, пожалуйста, получение.\n\nС уважением,\nДмитрий",
        },
      },
      { from: "ada", hours: 325, text: "Received, thank you. It will be paid this week.", style: "gmail" },
      {
        from: "dmitri",
        hours: 320,
        charset: "koi8-r",
        text: "Спасибо!",
        root: {
          kind: "text",
          charset: "koi8-r",
          transfer: "base64",
          text: "Спасибо!\n\nвт, 20 окт. 2026 г. в 11:00, Ada Lindqvist <ada@acme.test>:\n\n> Received, thank you. It will be paid this week.",
        },
      },
    ],
  },
  {
    id: "noor",
    subject: "طلب عرض أسعار",
    labels: ["INBOX"],
    lines: [
      {
        from: "farah",
        hours: 180,
        text: "مرحبا آدا،\n\nنود الحصول على عرض أسعار لخمسين مستخدما.\n\nمع التحية،\nفرح",
      },
      {
        from: "ada",
        hours: 175,
        text: "Dear Farah,\n\nattached to this thread tomorrow: an offer for 50 seats.",
        style: "gmail",
      },
      { from: "farah", hours: 150, text: "شكرا جزيلا", style: "gmail" },
    ],
  },
  {
    id: "lumen",
    subject: "Renovación del contrato",
    labels: ["INBOX", "STARRED"],
    lines: [
      {
        from: "hugo",
        hours: 420,
        text: "Hola Ada:\n\n¿podemos renovar con 20 licencias más?\n\nUn saludo,\nHugo",
        style: "outlook",
      },
      { from: "ada", hours: 415, text: "Hola Hugo, claro. Te mando la oferta hoy.", style: "gmail" },
      {
        from: "hugo",
        hours: 410,
        text: "Perfecto, gracias.",
        root: {
          kind: "text",
          text: "Perfecto, gracias.\n\nEl sáb, 17 oct 2026 a las 2:00, Ada Lindqvist (<ada@acme.test>) escribió:\n\n> Hola Hugo, claro. Te mando la oferta hoy.",
          transfer: "quoted-printable",
          params: "; format=flowed",
        },
      },
    ],
  },
  {
    id: "security",
    subject: "Question about your data centre",
    labels: ["INBOX"],
    lines: [
      { from: "hugo", hours: 230, text: "Where is our data kept, and who can read it?", style: "apple" },
      {
        from: "ada",
        hours: 228,
        text: "In Stockholm. Two people, both on call, and every access is logged.",
        style: "gmail",
      },
    ],
  },
  {
    id: "meters-photo",
    subject: "Foto der Zähler",
    labels: ["INBOX", "Label_2"],
    lines: [
      { from: "greta", hours: 100, text: "Anbei zwei Fotos.\n\nGreta Weiß", style: "gmail" },
      { from: "ada", hours: 99, text: "Danke, die Nummern sind lesbar.", style: "gmail" },
    ],
  },
];
