import type { Who } from "./mailbox-people.ts";
import type { Style } from "./mailbox-styles.ts";
import type { Writable } from "./mime-writer.ts";

/** One message of a scripted thread. */
export interface Line {
  from: Who;
  /** Hours before `now`. */
  hours: number;
  text: string;
  style?: Style;
  to?: readonly Who[];
  cc?: readonly Who[];
  /** Instead of `style`: the body as it is. `text` is then only what replies quote. */
  root?: Writable;
  /** The charset of encoded words in the headers. */
  charset?: string;
}

export interface Script {
  /** Short and stable: ids are made of it. */
  id: string;
  subject: string;
  /** Labels of what the account received; what it sent is labelled SENT. */
  labels: readonly string[];
  lines: readonly Line[];
}
