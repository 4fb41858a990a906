import type { Writable } from "./mime-writer.ts";

/** A one-page PDF that PDF programs open. */
export function pdf(...lines: string[]): Buffer {
  const shown = lines.map((line) => `(${line.replace(/[()\\]/g, "\\$&")}) Tj`).join(" T* ");
  const stream = `BT /F1 ${lines.length > 1 ? 12 : 18} Tf 20 TL 72 720 Td ${shown} ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let body = "%PDF-1.4\n";
  const places = objects.map((object, at) => {
    const place = body.length;
    body += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  return Buffer.from(
    `${body}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`,
    "latin1",
  );
}

/** A transparent GIF of one pixel. */
export const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

export const both = (text: string, html: string): Writable => ({
  kind: "multipart",
  type: "alternative",
  parts: [
    { kind: "text", text, transfer: "quoted-printable" },
    { kind: "text", type: "text/html", text: html, transfer: "quoted-printable" },
  ],
});

export const withFiles = (
  body: Writable,
  ...files: { name: string; type: string; bytes: Buffer }[]
): Writable => ({
  kind: "multipart",
  type: "mixed",
  parts: [body, ...files.map((file) => ({ kind: "file" as const, ...file }))],
});

/** An invitation as calendars send it: text, HTML and a request to answer, and the same as a file. */
export function invitation(text: string, html: string, ics: string): Writable {
  return {
    kind: "multipart",
    type: "mixed",
    parts: [
      {
        kind: "multipart",
        type: "alternative",
        parts: [
          { kind: "text", text, transfer: "quoted-printable" },
          { kind: "text", type: "text/html", text: html, transfer: "quoted-printable" },
          { kind: "text", type: "text/calendar", text: ics, params: "; method=REQUEST", transfer: "7bit" },
        ],
      },
      { kind: "file", type: "application/ics", name: "invite.ics", bytes: Buffer.from(ics) },
    ],
  };
}

/** A newsletter: layout tables, a hidden preview line, buttons, a tracking pixel. */
export function newsletter(issue: number, stories: readonly (readonly [string, string])[]): Writable {
  const rows = stories
    .map(
      ([title, text], at) =>
        `<tr><td style="padding:16px"><table role="presentation" width="100%"><tr><td><h2 style="font:bold 20px Georgia">${title}</h2><p>${text}</p><table role="presentation"><tr><td style="border-radius:4px;background:#0b57d0"><a href="https://harbour-weekly.test/${issue}/${at}?utm_source=mail&amp;utm_campaign=weekly" style="color:#fff;padding:12px;display:inline-block"><div>Read more</div></a></td></tr></table></td></tr></table></td></tr>`,
    )
    .join("");
  return both(
    stories.map(([title, text]) => `${title}\n${text}`).join("\n\n"),
    `<!DOCTYPE html><html><head><style>@media only screen{.x{width:100%!important}}</style><title>Issue ${issue}</title></head><body style="margin:0"><div style="display:none;max-height:0;overflow:hidden">This week&rsquo;s harbour news&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;</div><table role="presentation" width="600"><tr><td><img src="https://img.harbour-weekly.test/logo.png" width="180" alt="The Harbour Weekly"></td></tr>${rows}<tr><td><p>You receive this because you subscribed. <a href="https://harbour-weekly.test/unsubscribe?u=8f2">Unsubscribe</a></p></td></tr></table><img src="https://track.harbour-weekly.test/o.gif?m=${issue}" width="1" height="1" alt=""></body></html>`,
  );
}

export function invoice(number: string, rows: readonly (readonly [string, string])[], due: string): Writable {
  const total = rows.reduce((sum, [, amount]) => sum + Number(amount), 0).toFixed(2);
  const lines = rows
    .map(([what, amount]) => `<tr><td>${what}</td><td align="right">€ ${amount}</td></tr>`)
    .join("");
  return withFiles(
    both(
      `Invoice ${number}\n\n${rows.map(([what, amount]) => `${what}: € ${amount}`).join("\n")}\n\nTotal: € ${total}, due ${due}.`,
      `<p>Dear customer,</p><p>please find invoice <b>${number}</b> attached.</p><table border="1"><tr><th>Item</th><th>Amount</th></tr>${lines}<tr><td><b>Total</b></td><td align="right"><b>€ ${total}</b></td></tr></table><p>Due ${due}. <a href="https://pay.northwind.test/i/${number}">Pay now</a></p>`,
    ),
    { name: `${number}.pdf`, type: "application/pdf", bytes: pdf(`Invoice ${number}: EUR ${total}`) },
  );
}
