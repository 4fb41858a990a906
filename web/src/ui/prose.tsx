import { Fragment } from "react";

/** The gateway's sentences mark commands with backticks. */
export function Prose({ text }: { text: string }) {
  return text.split("`").map((part, index) => {
    const key = `${index}${part}`;
    return index % 2 ? <code key={key}>{part}</code> : <Fragment key={key}>{part}</Fragment>;
  });
}
