import { createHash, randomUUID } from "node:crypto";

/** What is under way, by what it makes: a retry that overtakes its first try waits for it instead of doing it twice. */
const underWay = new Map<string, Promise<unknown>>();

/** `work`, or the outcome of the same work that is running already. Holds for one gateway process. */
export async function once<T>(key: string, work: () => Promise<T>): Promise<{ result: T; joined: boolean }> {
  const flying = underWay.get(key) as Promise<T> | undefined;
  if (flying) return { result: await flying, joined: true };
  const flight = work();
  underWay.set(key, flight);
  try {
    return { result: await flight, joined: false };
  } finally {
    underWay.delete(key);
  }
}

/**
 * A `Message-ID` under the account's own domain, so that it says nothing about the host the gateway runs on. With a
 * key it follows from account, kind and key: that is how a repeated call finds what the first one made.
 */
export function messageIdOf(account: string, kind: "send" | "draft", key: string | undefined): string {
  const domain = /@([a-z0-9.-]+)$/i.exec(account)?.[1] ?? "valetkey.invalid";
  if (key === undefined) return `<${randomUUID()}@${domain}>`;
  const said = kind === "send" ? [account.toLowerCase(), key] : [account.toLowerCase(), kind, key];
  const digest = createHash("sha256").update(JSON.stringify(said)).digest("hex");
  return `<vk-${digest.slice(0, 40)}@${domain}>`;
}
