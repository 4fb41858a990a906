import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from "node:crypto";
import type { File } from "../../mcp-servers/kit/index.ts";
import type { Audit } from "../audit/index.ts";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Db, System } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import { subjectOf } from "./subject.ts";

/** Bytes that one upload may hold. */
export const UPLOAD_BYTES = 25 * 1024 * 1024;
/** To send the bytes, and as long again to use them. */
const OPEN_MS = 15 * 60_000;
const KEEP_MS = 60 * 60_000;
/** Uploads of one principal that are there at a time. */
const MOST = 20;

const TOKEN = /^[\w-]{32}$/;
const SOURCE = /^valetkey:\/\/upload\/(upl_[0-9a-z]{20})\/([\w-]{32})$/;
export const isUpload = (source: string): boolean => source.startsWith("valetkey://upload/");

export interface UploadSlot {
  /** Where the bytes go: PUT, body as it is, `content-type` and optionally `?name=`. Works once, without a token. */
  uploadUrl: string;
  /** What to name as the source afterwards. */
  source: string;
  expiresAt: Date;
  maxBytes: number;
}

export interface Uploads {
  /** Throws `too_many_uploads`. */
  mint(who: Principal): Promise<UploadSlot>;
  /** Whether bytes may still be sent there; to be asked before they are read. Throws `upload_invalid`. */
  expect(id: string, token: string): Promise<void>;
  /** Throws `upload_invalid` for an address that is unknown, was used, or has expired. */
  receive(id: string, token: string, file: File): Promise<void>;
  /** Throws `upload_invalid` also for another principal's, and `upload_missing` when no bytes have come yet. */
  open(who: Principal, source: string): Promise<File>;
  /** Deletes what is over; how many. */
  sweep(): Promise<number>;
}

interface UploadOptions {
  db: Db;
  system: System;
  audit: Audit;
  publicUrl: string;
  clock: Clock;
  systemPrincipal(workspaceId: string, job: string): Principal;
}

const hashOf = (token: string) => new Uint8Array(createHash("sha256").update(token).digest());
/** Whoever has the address can send; what reads is one way from it. */
const readTokenOf = (token: string) =>
  createHmac("sha256", token).update("read").digest().subarray(0, 24).toString("base64url");
const keyOf = (readToken: string, id: string) =>
  Buffer.from(hkdfSync("sha256", readToken, id, "valetkey upload", 32));

/** Under a key that only the agent's source holds: what lies in the database opens for nobody else. */
function seal(key: Buffer, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const body = [cipher.update(bytes), cipher.final()];
  return new Uint8Array(Buffer.concat([iv, cipher.getAuthTag(), ...body]));
}

function unseal(key: Buffer, sealed: Uint8Array): Uint8Array {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12), { authTagLength: 16 });
    decipher.setAuthTag(sealed.subarray(12, 28));
    return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
  } catch {
    throw new GatewayError("upload_invalid");
  }
}

/** Files on their way in. Rows live an hour; their bytes are sealed with a key that is not kept here. */
export function openUploads({
  db,
  system,
  audit,
  publicUrl,
  clock,
  systemPrincipal,
}: UploadOptions): Uploads {
  const find = async (id: string, token: string) => {
    const row = TOKEN.test(token) ? await system.tables.upload.findUnique({ where: { id } }) : null;
    const isOpen = row !== null && row.receivedAt === null && row.expiresAt.getTime() > clock();
    if (!isOpen || !Buffer.from(row.tokenHash).equals(hashOf(token)))
      throw new GatewayError("upload_invalid");
    return row;
  };

  return {
    async mint(who) {
      const id = newId("upl");
      const token = randomBytes(24).toString("base64url");
      const expiresAt = new Date(clock() + OPEN_MS);
      const principal = subjectOf(who);
      await db.inWorkspace(who, async (tx) => {
        const live = await tx.upload.count({ where: { principal, expiresAt: { gt: new Date(clock()) } } });
        if (live >= MOST) throw new GatewayError("too_many_uploads");
        const { workspaceId } = who;
        await tx.upload.create({ data: { id, workspaceId, principal, tokenHash: hashOf(token), expiresAt } });
      });
      return {
        uploadUrl: `${publicUrl}/uploads/${id}/${token}`,
        source: `valetkey://upload/${id}/${readTokenOf(token)}`,
        expiresAt,
        maxBytes: UPLOAD_BYTES,
      };
    },

    async expect(id, token) {
      await find(id, token);
    },

    async receive(id, token, { name, mimeType, bytes }) {
      const { workspaceId, principal } = await find(id, token);
      const sealed = seal(keyOf(readTokenOf(token), id), bytes);
      const now = clock();
      const { count } = await system.tables.upload.updateMany({
        where: { id, receivedAt: null, expiresAt: { gt: new Date(now) } },
        data: {
          name,
          mimeType,
          size: bytes.byteLength,
          sealed,
          receivedAt: new Date(now),
          expiresAt: new Date(now + KEEP_MS),
        },
      });
      if (count === 0) throw new GatewayError("upload_invalid");
      await audit.append(systemPrincipal(workspaceId, "uploads"), {
        type: "file.uploaded",
        outcome: "ok",
        data: { upload: id, principal, bytes: bytes.byteLength },
      });
    },

    async open(who, source) {
      const [, id = "", readToken = ""] = SOURCE.exec(source) ?? [];
      const row =
        id === "" ? null : await db.inWorkspace(who, (tx) => tx.upload.findUnique({ where: { id } }));
      if (row?.principal !== subjectOf(who) || row.expiresAt.getTime() <= clock())
        throw new GatewayError("upload_invalid");
      if (!row.sealed) throw new GatewayError("upload_missing");
      const bytes = unseal(keyOf(readToken, id), row.sealed);
      return { name: row.name ?? "file", mimeType: row.mimeType ?? "application/octet-stream", bytes };
    },

    async sweep() {
      const { count } = await system.tables.upload.deleteMany({
        where: { expiresAt: { lte: new Date(clock()) } },
      });
      return count;
    },
  };
}
