import { createHash } from "node:crypto";
import { newSecretText } from "../secret-text.ts";

/**
 * The id of a grant names the consent it stands on, so that whatever was issued under it can be traced and ended by
 * the consent alone. 200 random bits follow.
 */
export const newGrantId = (consentId: string): string => `${consentId}.${newSecretText()}`;

export const consentOf = (grantId: string): string | undefined => /^(cns_[0-9a-z]{20})\./.exec(grantId)?.[1];

export const hashOf = (id: string): Buffer<ArrayBuffer> =>
  Buffer.from(createHash("sha256").update(id).digest());
