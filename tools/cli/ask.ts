import { StringDecoder } from "node:string_decoder";
import { CliError, EXIT } from "./exit.ts";
import type { Io } from "./io.ts";

/** Return, line feed, Ctrl-D. */
const ENTER = new Set(["\r", "\n", "\u0004"]);
const CTRL_C = "\u0003";
const BACK = new Set(["\u007f", "\b"]);

function interrupted(): CliError {
  return new CliError(EXIT.interrupted, "Stopped.");
}

/** One line from the terminal; `hidden`: nothing of it is shown. */
function lineOf(io: Io, hidden: boolean): Promise<string> {
  const { input } = io;
  if (!input) throw new Error("there is nobody to ask");
  return new Promise((resolve, reject) => {
    const decoder = new StringDecoder("utf8");
    let text = "";
    const end = (finish: () => void) => {
      input.off("data", take);
      io.signal?.removeEventListener("abort", stop);
      if (hidden) input.setRawMode?.(false);
      input.pause();
      if (hidden) io.err("\n");
      finish();
    };
    const stop = () => end(() => reject(interrupted()));
    const take = (chunk: Buffer) => {
      for (const character of decoder.write(chunk)) {
        if (character === CTRL_C) return stop();
        if (ENTER.has(character)) return end(() => resolve(text));
        text = BACK.has(character) ? text.slice(0, -1) : text + character;
      }
    };
    if (io.signal?.aborted) return reject(interrupted());
    io.signal?.addEventListener("abort", stop, { once: true });
    if (hidden) input.setRawMode?.(true);
    input.on("data", take);
    input.resume();
  });
}

/** Whether somebody sits there. */
export const canAsk = (io: Io): boolean => io.input?.isTTY === true;

/** Asks before something that cannot be taken back. Throws `refused` for anything but a yes. `yes`: `--yes` was given. */
export async function confirm(io: Io, question: string, yes: boolean | undefined): Promise<void> {
  if (yes) return;
  if (!canAsk(io))
    throw new CliError(EXIT.usage, "This needs a yes, and there is no terminal to ask at.", {
      next: "Add --yes when you are sure.",
    });
  io.err(`${question} [y/N] `);
  const answer = await lineOf(io, false);
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new CliError(EXIT.failed, "Nothing was changed.", { code: "declined" });
}

/** A secret that is typed. Throws when nobody can type it. */
export async function askSecret(io: Io, question: string, instead: string): Promise<string> {
  if (!canAsk(io)) throw new CliError(EXIT.usage, "There is no terminal to type it at.", { next: instead });
  io.err(question);
  return lineOf(io, true);
}
