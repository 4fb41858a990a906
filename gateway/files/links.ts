import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import type { FileLink } from "../../mcp-servers/kit/index.ts";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import type { RingKey } from "../vault/index.ts";
import { subjectOf } from "./subject.ts";

/** How long a link works. */
export const LINK_MS = 15 * 60_000;

/** What a link reads: a resource of a server, through one connector. */
export interface FileRef {
  server: string;
  kind: string;
  /** In the order in which the resource declares its params. */
  values: readonly string[];
  connectorId: string;
}

export interface Links {
  /** Nothing is stored: the link says what it reads, and a MAC says for whom and until when. */
  mint(
    who: Principal,
    ref: FileRef,
    file: { name: string; mimeType: string; size?: number | undefined },
  ): FileLink;
  /**
   * What a link reads, from its URI or from path and query of its URL below `/files`. Throws `file_link_invalid` for a
   * link that was changed, has expired, or was made for another principal.
   */
  open(who: Principal, link: string): FileRef;
}

const SHAPE =
  /^(?:valetkey:\/\/|\/)([a-z][a-z0-9_]*)\/([a-z_]+)((?:\/[^/?#\s]+)+)\?c=(\w+)&e=([0-9a-z]{1,8})&s=([\w-]{22})$/;
const MAC_BYTES = 16;

/** A link of ours to something a provider holds, by its look. */
export const isLink = (source: string): boolean => source.startsWith("valetkey://");

interface LinkOptions {
  /** The first signs, every one verifies. */
  keys: readonly RingKey[];
  publicUrl: string;
  clock: Clock;
}

/**
 * HMAC-SHA256, cut to 128 bits (RFC 2104 section 5), over principal, what is read and until when. The connector's own
 * permission is checked when the link is read, like that of a call.
 */
export function openLinks({ keys, publicUrl, clock }: LinkOptions): Links {
  const objects = new WeakMap<RingKey, KeyObject>(); // plain bytes take Node eight times as long
  const objectOf = (ringKey: RingKey): KeyObject => {
    const object = objects.get(ringKey) ?? createSecretKey(ringKey.key);
    objects.set(ringKey, object);
    return object;
  };
  const macOf = (key: RingKey, who: Principal, ref: FileRef, expires: string): Buffer => {
    const said = [
      who.workspaceId,
      subjectOf(who),
      ref.server,
      ref.kind,
      ref.connectorId,
      expires,
      ...ref.values,
    ];
    return createHmac("sha256", objectOf(key)).update(JSON.stringify(said)).digest().subarray(0, MAC_BYTES);
  };

  return {
    mint(who, ref, { name, mimeType, size }) {
      const [signing] = keys;
      if (!signing) throw new Error("the key ring has no key");
      const seconds = Math.ceil((clock() + LINK_MS) / 1000);
      const expires = seconds.toString(36);
      const path = [ref.server, ref.kind, ...ref.values.map(segment)].join("/");
      const signature = macOf(signing, who, ref, expires).toString("base64url");
      const at = `${path}?c=${ref.connectorId}&e=${expires}&s=${signature}`;
      return {
        uri: `valetkey://${at}`,
        url: `${publicUrl}/files/${at}`,
        name,
        mime_type: mimeType,
        ...(isSize(size) && { size }),
        expires_at: new Date(seconds * 1000).toISOString(),
      };
    },

    open(who, link) {
      const [, server = "", kind = "", path = "", connectorId = "", expires = "", signature = ""] =
        SHAPE.exec(link) ?? [];
      const values = path.split("/").slice(1).map(decoded);
      const ref = { server, kind, values, connectorId };
      const given = Buffer.from(signature, "base64url");
      const isOurs =
        given.length === MAC_BYTES &&
        keys.some((key) => timingSafeEqual(macOf(key, who, ref, expires), given));
      if (!isOurs || Number.parseInt(expires, 36) * 1000 <= clock())
        throw new GatewayError("file_link_invalid");
      return ref;
    },
  };
}

/** A provider says how large a file is, and may say anything. */
const isSize = (size: number | undefined): size is number => Number.isSafeInteger(size) && Number(size) >= 0;

/** Dots are encoded where they would be a step in a path. */
function segment(value: string): string {
  if (value === "" || !value.isWellFormed()) throw new Error("a link needs values that can be written down");
  return value === "." || value === ".." ? value.replaceAll(".", "%2E") : encodeURIComponent(value);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new GatewayError("file_link_invalid");
  }
}
