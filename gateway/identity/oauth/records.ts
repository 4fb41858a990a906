import { type Adapter, type AdapterPayload, errors } from "oidc-provider";
import type { System } from "../../db/index.ts";
import type { SealingKeys } from "../cookie.ts";
import { consentOf, hashOf } from "./ids.ts";
import { seal, unseal } from "./seal.ts";

/** What is kept. Access tokens are JWTs and sessions are the gateway's own: neither leaves a row. */
const KEPT = new Set(["AuthorizationCode", "RefreshToken", "Grant", "Interaction", "ReplayDetection"]);
/** Seconds beyond its end for which a row answers, as for clocks that differ. */
const SLACK = 15;

export interface RecordsParts {
  system: System;
  keys: SealingKeys;
}

const purposeOf = (model: string, idHash: Uint8Array) =>
  `oauth record 1|${model}|${Buffer.from(idHash).toString("base64")}`;

/**
 * Codes, refresh tokens, grants, interactions and spent assertions as rows that any replica can serve. A row is found
 * under the SHA-256 of its id (the code or token itself) and its content is sealed to that place: whoever reads the
 * table can redeem nothing.
 */
export class Records implements Adapter {
  readonly #model: string;
  readonly #system: System;
  readonly #keys: SealingKeys;

  constructor(model: string, { system, keys }: RecordsParts) {
    this.#model = model;
    this.#system = system;
    this.#keys = keys;
  }

  get #rows() {
    return this.#system.tables.oauthRecord;
  }
  #at(id: string) {
    return { model_idHash: { model: this.#model, idHash: hashOf(id) } };
  }

  async upsert(id: string, { jti: _, ...payload }: AdapterPayload, expiresIn?: number): Promise<void> {
    if (!KEPT.has(this.#model)) return;
    const { model_idHash } = this.#at(id);
    const grantId = this.#model === "Grant" ? id : payload.grantId;
    const content = {
      ...seal(this.#keys, purposeOf(this.#model, model_idHash.idHash), JSON.stringify(payload)),
      grantHash: grantId === undefined ? null : hashOf(grantId),
      consentId: (grantId && consentOf(grantId)) ?? null,
      expiresAt: new Date(Date.now() + ((expiresIn ?? 600) + SLACK) * 1_000),
    };
    if (this.#model === "ReplayDetection") {
      // Of two who bring the same assertion at once, one makes the row.
      const made = await this.#rows.createMany({
        data: [{ ...model_idHash, ...content }],
        skipDuplicates: true,
      });
      if (made.count === 0)
        throw new errors.InvalidClientAuth("client assertion tokens must only be used once");
      return;
    }
    await this.#rows.upsert({
      where: { model_idHash },
      create: { ...model_idHash, ...content },
      update: content,
    });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    if (!KEPT.has(this.#model) || id.length > 200) return undefined;
    const where = this.#at(id);
    const row = await this.#rows.findUnique({ where });
    if (!row || row.expiresAt.getTime() <= Date.now()) return undefined;
    const text = unseal(this.#keys, purposeOf(this.#model, where.model_idHash.idHash), row);
    if (text === undefined) return undefined;
    const consumed = row.consumedAt && Math.floor(row.consumedAt.getTime() / 1_000);
    return { ...(JSON.parse(text) as AdapterPayload), jti: id, ...(consumed && { consumed }) };
  }

  /** Once: of two who redeem the same code or token at once, the second ends everything that came of it. */
  async consume(id: string): Promise<void> {
    const { model_idHash } = this.#at(id);
    const spent = await this.#rows.updateMany({
      where: { ...model_idHash, consumedAt: null },
      data: { consumedAt: new Date() },
    });
    if (spent.count === 1) return;
    const row = await this.#rows.findUnique({ where: { model_idHash } });
    if (row?.grantHash) await this.#rows.deleteMany({ where: { grantHash: row.grantHash } });
    throw new errors.InvalidGrant("already used");
  }

  async destroy(id: string): Promise<void> {
    if (KEPT.has(this.#model)) await this.#rows.deleteMany({ where: this.#at(id).model_idHash });
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    if (!KEPT.has(this.#model)) return;
    await this.#rows.deleteMany({ where: { model: this.#model, grantHash: hashOf(grantId) } });
  }

  /** Sessions, device codes: there are none. */
  async findByUid(): Promise<undefined> {}
  async findByUserCode(): Promise<undefined> {}
}
