/** One MIME part as Gmail tells it: https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages */
export interface Part {
  partId?: string | undefined;
  mimeType?: string | undefined;
  filename?: string | undefined;
  headers?: { name: string; value: string }[] | undefined;
  body?:
    | {
        attachmentId?: string | undefined;
        size?: number | undefined;
        /** Base64url of the content after its transfer encoding was undone. */
        data?: string | undefined;
      }
    | undefined;
  parts?: Part[] | undefined;
  /** On the outermost part only: parts below it were left out, because they are too many or nested too deep. */
  cut?: boolean | undefined;
}

/** A mail may hold as many parts as fit into 25 MB, nested as deep as it likes. */
export const MOST_PARTS = 2000;
export const DEEPEST_PART = 60;

type Raw = Readonly<Record<string, unknown>>;

/**
 * A payload as it came, read part by part without recursion: what is of an unexpected kind is left out, what is too
 * much is cut, and the outermost part says so. Undefined for what is no part at all.
 */
export function partOf(raw: unknown): Part | undefined {
  if (!isRaw(raw)) return undefined;
  const root = ownOf(raw);
  const open: { raw: Raw; part: Part; depth: number }[] = [{ raw, part: root, depth: 1 }];
  let left = MOST_PARTS - 1;
  for (let at = 0; at < open.length; at++) {
    const here = open[at] as (typeof open)[number];
    const children = Array.isArray(here.raw.parts) ? here.raw.parts.filter(isRaw) : [];
    if (children.length === 0) continue;
    const kept = here.depth < DEEPEST_PART ? children.slice(0, left) : [];
    left -= kept.length;
    if (kept.length < children.length) root.cut = true;
    here.part.parts = kept.map((child) => {
      const part = ownOf(child);
      open.push({ raw: child, part, depth: here.depth + 1 });
      return part;
    });
  }
  return root;
}

function ownOf(raw: Raw): Part {
  const body = isRaw(raw.body) ? raw.body : undefined;
  return {
    partId: text(raw.partId),
    mimeType: text(raw.mimeType),
    filename: text(raw.filename),
    headers: Array.isArray(raw.headers) ? raw.headers.flatMap(headerIn) : undefined,
    body: body && {
      attachmentId: text(body.attachmentId),
      size: Number.isSafeInteger(body.size) ? (body.size as number) : undefined,
      data: text(body.data),
    },
  };
}

function headerIn(raw: unknown): { name: string; value: string }[] {
  if (!isRaw(raw) || typeof raw.name !== "string" || typeof raw.value !== "string") return [];
  return [{ name: raw.name, value: raw.value }];
}

function text(raw: unknown): string | undefined {
  return typeof raw === "string" ? raw : undefined;
}

function isRaw(raw: unknown): raw is Raw {
  return typeof raw === "object" && raw !== null;
}

/** The value of a part's header; names are case-insensitive (RFC 5322). The first one counts. */
export function headerOf(part: Part | undefined, name: string): string {
  const wanted = name.toLowerCase();
  return part?.headers?.find((one) => one.name.toLowerCase() === wanted)?.value ?? "";
}

/** The type of a part, lower case, without parameters. */
export function typeOf(part: Part): string {
  return part.mimeType?.trim().toLowerCase() || "text/plain";
}

/** One parameter of a structured header (RFC 2045 section 5.1), quotes and a charset tag (RFC 2231) undone. */
export function parameterOf(header: string, name: string): string {
  const found = new RegExp(`;\\s*${name}\\*?\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]+))`, "i").exec(
    header.slice(0, 5000),
  );
  const value = found?.[1]?.replace(/\\(.)/g, "$1") ?? found?.[2] ?? "";
  return value.replace(/^[\w-]*'[\w-]*'/, "").trim();
}
