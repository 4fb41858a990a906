import { type Address, addressParser, decodeWords } from "postal-mime";
import { ToolError } from "../../kit/index.ts";

/** How many addresses of one header are shown; the rest are counted aloud. */
const SHOWN = 20;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/;
const ADDRESS = /^[^\s@<>()[\]\\,;:"]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u;

export interface Mailbox {
  name: string;
  address: string;
}

/** The mailboxes in an address header; encoded words are decoded, groups are flattened. */
export function mailboxesOf(header: string): Mailbox[] {
  if (header === "") return [];
  return flat(addressParser(header)).map(({ name, address }) => ({
    name: decodeWords(name).trim(),
    address,
  }));
}

/** Groups (RFC 5322 section 3.4) unfolded to their members. */
export function flat(addresses: readonly Address[]): Mailbox[] {
  return addresses.flatMap((one) =>
    one.group ? flat(one.group) : [{ name: one.name, address: one.address }],
  );
}

/** `Ada Lovelace <ada@acme.test>`, or the bare address. */
export function shown({ name, address }: Mailbox): string {
  const plain = name.replace(/\s+/g, " ").trim().slice(0, 100);
  if (plain === "" || plain === address) return address.slice(0, 320);
  return address === "" ? plain : `${plain} <${address.slice(0, 320)}>`;
}

/** At most 20 mailboxes as text; a last entry says how many more there are. */
export function shownList(boxes: readonly Mailbox[]): string[] {
  const list = boxes.slice(0, SHOWN).map(shown);
  if (boxes.length > SHOWN) list.push(`… and ${boxes.length - SHOWN} more`);
  return list;
}

/** Refuses text that could start another header line (CR, LF and the other control characters). */
export function refuseControl(text: string, what: string): void {
  if (CONTROL.test(text)) {
    throw new ToolError("bad_argument", `${what} must be one line without control characters.`);
  }
}

/** Exactly one mailbox (`ada@acme.test` or `Ada <ada@acme.test>`), or a `bad_argument` that names the field. */
export function oneMailbox(input: string, field: string): Mailbox {
  refuseControl(input, `Every address in \`${field}\``);
  const [box, ...more] = mailboxesOf(input);
  // A parser makes something of anything; mail goes only where the input says so plainly.
  const said = box && (input.trim() === box.address || input.trimEnd().endsWith(`<${box.address}>`));
  if (!said || more.length > 0 || !ADDRESS.test(box.address)) {
    throw new ToolError(
      "bad_argument",
      `\`${field}\` holds "${input.slice(0, 80)}", which is not one e-mail address. Give one address per entry.`,
    );
  }
  return box;
}

/** Whether both are the same mailbox; case does not count. */
export function sameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
