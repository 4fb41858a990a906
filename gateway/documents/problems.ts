import { ToolError } from "../../mcp-servers/kit/index.ts";
import type { Problem } from "./protocol.ts";

const IN_TEXT = "Get the file itself by link instead.";
const WHY: Readonly<Record<Problem, string>> = {
  empty: "This file is empty.",
  encrypted: "This file is encrypted with a password, so its text cannot be read. Ask for it without one.",
  damaged: `This file is damaged or cut off and cannot be read. ${IN_TEXT}`,
  scan: `This PDF holds pictures only (a scan), no text. ${IN_TEXT}`,
  foreign_encoding: `This PDF's text is in an East Asian encoding that the file does not bring along. ${IN_TEXT}`,
  picture: `This file is a picture and holds no text. ${IN_TEXT}`,
  media: `This file is sound or video and holds no text. ${IN_TEXT}`,
  archive: `This file is an archive, and archives are not looked into. ${IN_TEXT}`,
  program: `This file is a program and holds no text. ${IN_TEXT}`,
  old_office:
    "This file is in an Office format from before 2007 (.doc, .xls, .ppt, .msg, .xlsb), which cannot be read. Ask for .docx, .xlsx, .pptx or PDF.",
  other_office: `This kind of Office file holds no text that can be read. ${IN_TEXT}`,
  binary: `This file is not text, and of no kind that text can be taken from. ${IN_TEXT}`,
  no_text: `There is no text in this file. ${IN_TEXT}`,
  too_big_unpacked: "This file unpacks to more than can be read.",
  too_many_parts: "This file has too many parts to be read.",
  too_deep: "This file is nested too deep to be read.",
};
const LIMITED: ReadonlySet<Problem> = new Set(["too_big_unpacked", "too_many_parts", "too_deep"]);

/** A problem in a sentence for the agent. Nothing out of the file is in it. */
export function problemError(problem: Problem): ToolError {
  const fault = LIMITED.has(problem) ? "too_large" : "bad_argument";
  return new ToolError(fault, WHY[problem], { reason: `file_${problem}` });
}

export const tooLong = (seconds: number) =>
  new ToolError("too_large", `This file takes longer than ${seconds} seconds to read. ${IN_TEXT}`, {
    reason: "file_too_slow",
  });
export const tooMuchMemory = () =>
  new ToolError("too_large", `This file takes too much memory to read. ${IN_TEXT}`, {
    reason: "file_too_much_memory",
  });
export const tooBig = (megabytes: number) =>
  new ToolError("too_large", `Text is taken from files of up to ${megabytes} MB. ${IN_TEXT}`, {
    reason: "file_too_big",
  });
export const tooMany = () =>
  new ToolError("rate_limited", "Too many files are being read at once. Try again in 10 seconds.", {
    retryAfter: 10,
    reason: "files_waiting",
  });
export const closing = () =>
  new ToolError("provider_down", "The gateway is being stopped. Try again in a minute.");
