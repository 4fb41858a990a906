import { exportJWK, generateKeyPair, type JWK } from "jose";
import type { Clock } from "../../clock.ts";
import type { Channel, System } from "../../db/index.ts";
import type { SealingKeys } from "../cookie.ts";
import { newSecretText } from "../secret-text.ts";
import { seal, unseal } from "./seal.ts";

/** Milliseconds. A new key signs for 30 days; it is published for an hour before. */
const SIGNS_MS = 30 * 86_400_000;
const PUBLISHED_MS = 3_600_000;
/** Access tokens live ten minutes at most; the rest is for clocks. */
const KEPT_MS = 3_600_000;

export interface SigningKey {
  kid: string;
  publicJwk: JWK;
  privateJwk: JWK;
  activeAt: number;
}

export interface SigningKeys {
  /** All that are published, the newest first; one is made when there is none. The same array until they change. */
  all(): Promise<readonly SigningKey[]>;
  /** The one that signs now. */
  current(): Promise<SigningKey>;
  /** A job, on one replica: makes the next key ahead of time and drops those whose last token has ended. */
  rotate(): Promise<{ added: string[]; dropped: string[] }>;
}

export interface SigningKeysParts {
  system: System;
  channel: Channel;
  keys: SealingKeys;
  clock: Clock;
}

const purposeOf = (kid: string) => `oauth signing key 1|${kid}`;

export function openSigningKeys({ system, channel, keys, clock }: SigningKeysParts): SigningKeys {
  const rows = system.tables.oauthSigningKey;
  let known: Promise<readonly SigningKey[]> | undefined;
  const drop = () => {
    known = undefined;
  };
  channel.on("oauth_signing_keys", drop);
  channel.onGap(drop);

  const make = async (activeAt: number): Promise<string> => {
    const pair = await generateKeyPair("RS256", { extractable: true });
    const kid = newSecretText().slice(0, 20);
    const about = { kid, alg: "RS256", use: "sig" };
    const privateJwk = { ...(await exportJWK(pair.privateKey)), ...about };
    const publicJwk = { ...(await exportJWK(pair.publicKey)), ...about };
    const now = new Date(clock());
    const sealed = seal(keys, purposeOf(kid), JSON.stringify(privateJwk));
    await rows.create({
      data: { id: kid, publicJwk, ...sealed, createdAt: now, activeAt: new Date(activeAt) },
    });
    return kid;
  };

  /** A key that no longer opens, as its vault key is gone, signs nothing more and vouches for nothing. */
  const read = async (): Promise<SigningKey[]> => {
    const found = await rows.findMany({ orderBy: [{ activeAt: "desc" }, { id: "asc" }] });
    return found.flatMap((row) => {
      const text = unseal(keys, purposeOf(row.id), row);
      if (text === undefined) return [];
      const privateJwk = JSON.parse(text) as JWK;
      // Not the row's own `publicJwk`, which is there for people to look at: whoever can write it could sign.
      const { kty, n, e, kid, alg, use } = privateJwk as Required<JWK>;
      return [
        {
          kid: row.id,
          publicJwk: { kty, n, e, kid, alg, use },
          privateJwk,
          activeAt: row.activeAt.getTime(),
        },
      ];
    });
  };

  const load = async (): Promise<readonly SigningKey[]> => {
    const found = await read();
    if (found.some(({ activeAt }) => activeAt <= clock())) return found;
    await make(clock());
    return read();
  };

  const all = (): Promise<readonly SigningKey[]> => {
    if (known && channel.fresh()) return known;
    const loading = load();
    known = loading;
    loading.catch(() => {
      if (known === loading) known = undefined;
    });
    return loading;
  };

  return {
    all,
    async current() {
      const now = clock();
      const key = (await all()).find(({ activeAt }) => activeAt <= now);
      if (!key) throw new Error("there is no signing key");
      return key;
    },
    async rotate() {
      const now = clock();
      const found = await read();
      const newest = found[0]?.activeAt;
      const added =
        newest !== undefined && newest + SIGNS_MS <= now + PUBLISHED_MS
          ? [await make(now + PUBLISHED_MS)]
          : [];
      const dropped = found.filter(({ activeAt }) =>
        found.some((next) => next.activeAt > activeAt && next.activeAt + KEPT_MS <= now),
      );
      await rows.deleteMany({ where: { id: { in: dropped.map(({ kid }) => kid) } } });
      return { added, dropped: dropped.map(({ kid }) => kid) };
    },
  };
}
