import { inspect } from "node:util";

const hidden = new WeakMap<Secret, string>();

/**
 * A string that cannot be printed, serialised, cloned or interpolated: the value is not on the object. Anybody may
 * make one; only the vault can read it back.
 */
export class Secret {
  constructor(value: string) {
    hidden.set(this, value);
    Object.freeze(this);
  }
  toString(): string {
    return "[secret]";
  }
  toJSON(): string {
    return "[secret]";
  }
  [Symbol.toPrimitive](): string {
    return "[secret]";
  }
  [inspect.custom](): string {
    return "[secret]";
  }
}

/** Not exported by the room's door: what is revealed never leaves the vault. */
export function reveal(secret: Secret): string {
  const value = hidden.get(secret);
  if (value === undefined) throw new TypeError("Not a Secret of this process.");
  return value;
}
