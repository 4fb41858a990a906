import { ToolError } from "../kit/index.ts";

/** What git allows as a branch: https://git-scm.com/docs/git-check-ref-format. Gives it back, or throws `bad_argument`. */
export function branchName(name: string, field: string): string {
  const wrong = whatIsWrong(name);
  if (wrong === undefined) return name;
  throw new ToolError("bad_argument", `\`${field}\` is no branch name: ${wrong}.`);
}

function whatIsWrong(name: string): string | undefined {
  if (name === "" || name === "@" || name === "HEAD") return "it is empty or a word of git's own";
  if (name.startsWith("refs/")) return "give it without refs/heads/";
  if (/^[0-9a-f]{40}$/i.test(name)) return "it looks like a commit";
  if (!name.isWellFormed()) return "it is not valid text";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git refuses them.
  if (/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{/.test(name))
    return "it holds a space or characters git refuses";
  if (/^[-/]|\/$|\/\/|\.$/.test(name)) return "it begins or ends with a mark git refuses";
  if (name.split("/").some((part) => part.startsWith(".") || part.endsWith(".lock")))
    return "a part of it begins with a dot or ends with .lock";
  return undefined;
}

export function fullSha(sha: string, field: string): string {
  if (/^[0-9a-f]{40}$/i.test(sha)) return sha.toLowerCase();
  throw new ToolError("bad_argument", `\`${field}\` is the whole sha of a commit, 40 hexadecimal digits.`);
}
