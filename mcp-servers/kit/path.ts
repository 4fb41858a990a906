import { ToolError } from "./tool-error.ts";

/**
 * A path for `Api` with every interpolated value encoded as one segment: `path\`/threads/${id}\``. Throws
 * `bad_argument` for a value that would climb (`..`), vanish (empty) or carry control characters.
 */
export function path(fixed: TemplateStringsArray, ...values: readonly string[]): string {
  return fixed.reduce((built, part, at) => built + segment(values[at - 1] ?? "") + part);
}

function segment(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here.
  if (value === "" || value === "." || value === ".." || /[\u0000-\u001f\u007f]/.test(value)) {
    throw new ToolError("bad_argument", "An id is empty or holds characters that no id has.");
  }
  // A lone surrogate cannot be encoded.
  if (!value.isWellFormed()) throw new ToolError("bad_argument", "An id is not valid text.");
  return encodeURIComponent(value);
}
