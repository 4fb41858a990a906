/** An authorization request that a person is looking at can be decided for so long, in milliseconds. */
export const OPEN_FOR = 10 * 60_000;

export interface Brand {
  name: string;
  /** Colour of the main button. */
  accent: string;
}

export interface Choice {
  value: string;
  label: string;
  /** Small print. */
  note?: string;
}

/** The consent page of an emulated provider: plain HTML that works without script, by keyboard and with a screen reader. */
export function page(brand: Brand, status: number, title: string, body: string): Response {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)} (sandbox)</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style(brand.accent)}</style></head>
<body><main><p class="mark" role="note">Sandbox ${brand.name} — emulated</p>${body}</main></body></html>`;
  return new Response(html, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      // No form-action: browsers would apply it to the redirect back to the client.
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
    },
  });
}

/** Providers show what is wrong with a request to the person and never redirect to an address they do not know. */
export function refusalPage(brand: Brand, heading: string, code: string): Response {
  return page(
    brand,
    400,
    heading,
    `<h1>${escaped(heading)}</h1><p>Error 400: <code>${escaped(code)}</code></p>`,
  );
}

export interface Form {
  action: string;
  /** What `decide` finds the request by. */
  request: string;
  fieldsets: readonly string[];
  allow: string;
  deny: string;
}

export function form({ action, request, fieldsets, allow, deny }: Form): string {
  return `<form method="post" action="${escaped(action)}">
      <input type="hidden" name="request" value="${escaped(request)}">
      ${fieldsets.join("\n      ")}
      <p class="actions"><button name="decision" value="deny">${escaped(deny)}</button>
      <button class="main" name="decision" value="allow">${escaped(allow)}</button></p>
    </form>`;
}

/** One of several; `chosen` is ticked, or the first. */
export function radios(name: string, legend: string, choices: readonly Choice[], chosen?: string): string {
  const ticked = choices.find((one) => one.value === chosen) ?? choices[0];
  const rows = choices.map(
    (one, at) =>
      `<li><input type="radio" id="${name}-${at}" name="${name}" value="${escaped(one.value)}"${one === ticked ? " checked" : ""}>
       <label for="${name}-${at}">${labelOf(one)}</label></li>`,
  );
  return fieldset(legend, rows);
}

/** A list to read; those with `tick` can be unticked. */
export function list(
  name: string,
  legend: string,
  choices: readonly (Choice & { tick?: boolean })[],
): string {
  const rows = choices.map((one, at) =>
    one.tick
      ? `<li><input type="checkbox" id="${name}-${at}" name="${name}" value="${escaped(one.value)}" checked>
    <label for="${name}-${at}">${labelOf(one)}</label></li>`
      : `<li>${labelOf(one)}</li>`,
  );
  return fieldset(legend, rows);
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}

/** Back to the client. */
export function redirect(to: URL): Response {
  return new Response(null, { status: 302, headers: { location: to.href, "cache-control": "no-store" } });
}

const labelOf = ({ label, note }: Choice) =>
  escaped(label) + (note === undefined ? "" : ` <span>${escaped(note)}</span>`);
const fieldset = (legend: string, rows: readonly string[]) =>
  `<fieldset><legend>${escaped(legend)}</legend><ul>${rows.join("")}</ul></fieldset>`;

const style = (
  accent: string,
) => `body{font:16px/1.5 system-ui,sans-serif;background:#f0f4f9;color:#1f1f1f;margin:0}
main{max-width:34rem;margin:3rem auto;padding:2rem;background:#fff;border-radius:1.5rem}
.mark{display:inline-block;margin:0;padding:.2rem .7rem;border-radius:1rem;background:#fde293;color:#3c2f00;font-size:.875rem}
h1{font-size:1.4rem}fieldset{border:1px solid #c4c7c5;border-radius:.75rem;margin:0 0 1rem}
ul{list-style:none;margin:0;padding:0}li{padding:.4rem 0}label span,li>span{display:block;color:#444746;font-size:.8rem;margin-left:1.7rem;overflow-wrap:anywhere}
.actions{display:flex;justify-content:flex-end;gap:.75rem}
button{font:inherit;padding:.5rem 1.5rem;border-radius:2rem;border:1px solid #747775;background:#fff;color:${accent};cursor:pointer}
button.main{background:${accent};border-color:${accent};color:#fff}:focus-visible{outline:3px solid ${accent};outline-offset:2px}`;
