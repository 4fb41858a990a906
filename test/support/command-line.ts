import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";

const asksForHelp = (argument: string) => argument === "--help" || argument === "-h";

/** The comment that a script begins with. */
function helpOf(url: string): string {
  const lines = readFileSync(fileURLToPath(url), "utf8").split("\n");
  const end = lines.findIndex((line) => !line.startsWith("//"));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, ""))
    .join("\n");
}

/** What stands on the command line of the script at `url`. For `--help` it prints what the script is, and ends with 0. */
export function wordsOf(url: string): string[] {
  const words = process.argv.slice(2);
  if (!words.some(asksForHelp)) return words;
  console.log(helpOf(url));
  process.exit(0);
}

/** Its options, as `parseArgs` of Node takes them. For one that is none of them it says so, and ends with 2. */
export function optionsOf<T extends ParseArgsOptionsConfig>(url: string, options: T) {
  const args = wordsOf(url);
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    console.error(`${(error as Error).message.split("\n")[0]}\n\n${helpOf(url)}`);
    process.exit(2);
  }
}
