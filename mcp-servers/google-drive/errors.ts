import { type Api, ToolError } from "../kit/index.ts";
import { FILE, METADATA, READONLY } from "./scopes.ts";

const ONLY_ITS_OWN = `This connection has only the scope ${FILE}: it sees files that it created or that were opened with it, and no others.`;

/**
 * What Drive's own reasons mean to an agent.
 * https://developers.google.com/workspace/drive/api/guides/handle-errors
 */
const BY_REASON: Readonly<Record<string, [ToolError["fault"], string]>> = {
  appNotAuthorizedToFile: [
    "no_permission",
    `This file was not created with this connection, so ${FILE} does not cover it. An admin can add https://www.googleapis.com/auth/drive to the connector.`,
  ],
  insufficientFilePermissions: [
    "no_permission",
    "The connected account's role on this file is too low. Ask an owner or editor to share it with a higher role.",
  ],
  insufficientParentPermissions: [
    "no_permission",
    "The connected account may not add to this folder. It needs the role writer there.",
  ],
  teamDriveMembershipRequired: ["no_permission", "Only members of this shared drive may do this."],
  cannotModifyInheritedPermission: [
    "no_permission",
    "This access comes from a folder or drive above. Change it there.",
  ],
  exportSizeLimitExceeded: [
    "too_large",
    "Google exports at most 10 MB. Read the file with drive_read_file, or open its link and download it there.",
  ],
  fileNotDownloadable: ["bad_argument", "This file has no bytes of its own. Choose another export_as."],
  cannotDownloadAbusiveFile: [
    "no_permission",
    "Google marks this file as malware or spam and does not hand it out.",
  ],
  cannotDownloadFile: ["no_permission", "Its owner does not allow downloads of this file."],
  cannotCopyFile: ["no_permission", "Its owner does not allow copies of this file."],
  storageQuotaExceeded: ["no_permission", "The storage of this account is full. Its owner has to free some."],
  teamDriveFileLimitExceeded: ["no_permission", "The shared drive holds as many files as it may."],
  sharingRateLimitExceeded: [
    "rate_limited",
    "Google has sent as many sharing e-mails as it does for now. Try again tomorrow, or with notify false.",
  ],
  invalidSharingRequest: [
    "bad_argument",
    "Google refuses this sharing. An address without a Google account needs notify true; or the organization does not allow it.",
  ],
  shareOutNotPermitted: ["no_permission", "The organization does not allow sharing outside of it."],
  publishOutNotPermitted: ["no_permission", "The organization does not allow sharing with anyone."],
  cannotSetExpiration: ["bad_argument", "Google does not allow an expiry here. Leave `expires` out."],
  expirationDateNotAllowedForSharedDriveMembers: [
    "bad_argument",
    "Members of a shared drive cannot expire. Leave `expires` out.",
  ],
};
const OFF = new Set(["SERVICE_DISABLED", "accessNotConfigured"]);

/** Runs `work` and says of Google's refusals what they mean here and what to do. */
export async function explained<T>(api: Api, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ToolError ? inOurWords(api, error) : error;
  }
}

function inOurWords(api: Api, error: ToolError): ToolError {
  const { reason = "", status, retryAfter, data } = error;
  const more = { reason, status, retryAfter, data };
  if (Object.hasOwn(BY_REASON, reason)) {
    const [fault, message] = BY_REASON[reason] ?? [error.fault, error.message];
    return new ToolError(fault, message, more);
  }
  if (OFF.has(reason)) {
    return new ToolError(
      "no_permission",
      "The Google Cloud project of this connection has not enabled the API that this needs. An admin enables Google Drive API, Google Docs API, Google Sheets API and Google Slides API there.",
      more,
    );
  }
  if (error.fault === "not_found") {
    return new ToolError("not_found", notFound(api), more);
  }
  return error;
}

function notFound(api: Api): string {
  const what = "Drive has no such item, or this account may not see it.";
  if (!seesEverything(api)) return `${what} ${ONLY_ITS_OWN}`;
  return `${what} Find its id with drive_search_files.`;
}

export const seesEverything = (api: Api): boolean => api.hasScope(METADATA) || api.hasScope(READONLY);

/** For lists: what is missing in them, by the scopes of this connection. */
export function scopeWarnings(api: Api): string[] {
  return seesEverything(api) ? [] : [ONLY_ITS_OWN];
}

/** The warnings that there are, or nothing at all: results stay small. */
export function warned(warnings: readonly string[]): { warnings?: string[] } {
  return warnings.length === 0 ? {} : { warnings: [...new Set(warnings)] };
}
