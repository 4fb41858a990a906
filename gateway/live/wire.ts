import { room } from "../api/contract/live.ts";
import type { Hint } from "./rooms.ts";

/** Bytes of one notification; PostgreSQL takes 8,000. */
const LONGEST = 7_000;

/** `sessions@usr_1`, `calls!`: with whom it concerns, or that it is one of many. */
export const hintText = ({ room: name, person, slow }: Hint): string =>
  `${name}${slow ? "!" : ""}${person ? `@${person}` : ""}`;

const HINT = /^([a-z_]+)(!?)(?:@([A-Za-z0-9_-]{1,64}))?$/;

/** Undefined for what another version of the gateway may say. */
function hintOf(text: string): Hint | undefined {
  const [, name, slow, person] = HINT.exec(text) ?? [];
  const known = room.safeParse(name);
  return known.success ? { room: known.data, person, slow: slow === "!" } : undefined;
}

/** Several workspaces in one notification: `wsp_1=audit,connectors;wsp_2=calls!`. */
export function written(byWorkspace: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const messages: string[] = [];
  let message = "";
  for (const [workspace, hints] of byWorkspace) {
    const part = `${workspace}=${[...hints].slice(0, 60).join(",")}`;
    if (message && message.length + part.length + 1 > LONGEST) {
      messages.push(message);
      message = "";
    }
    message += message ? `;${part}` : part;
  }
  return message ? [...messages, message] : messages;
}

export function read(message: string): [workspace: string, hints: Hint[]][] {
  return message.split(";").flatMap((part) => {
    const [workspace, list = ""] = part.split("=", 2);
    if (!workspace) return [];
    const hints = list.split(",").map(hintOf);
    return [[workspace, hints.filter((one) => one !== undefined)] as [string, Hint[]]];
  });
}
