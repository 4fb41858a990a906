import { z } from "zod";

const person = z.object({
  displayName: z.string().optional(),
  emailAddress: z.string().optional(),
  me: z.boolean().optional(),
});
export type Person = z.output<typeof person>;

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/files#File */
export const fileSchema = z.object({
  id: z.string(),
  name: z.string().default(""),
  mimeType: z.string().default("application/octet-stream"),
  parents: z.array(z.string()).default([]),
  /** Only for what lies in a shared drive. */
  driveId: z.string().optional(),
  ownedByMe: z.boolean().optional(),
  /** None in shared drives. */
  owners: z.array(person).default([]),
  lastModifyingUser: person.optional(),
  createdTime: z.string().optional(),
  modifiedTime: z.string().optional(),
  /** Bytes, as a decimal string. None for folders, shortcuts and most of what Google's editors make. */
  size: z.string().optional(),
  webViewLink: z.string().optional(),
  description: z.string().optional(),
  starred: z.boolean().optional(),
  trashed: z.boolean().optional(),
  shared: z.boolean().optional(),
  /** Only for files with bytes of their own. */
  headRevisionId: z.string().optional(),
  capabilities: z.record(z.string(), z.boolean()).default({}),
  shortcutDetails: z.object({ targetId: z.string(), targetMimeType: z.string().optional() }).optional(),
});
export type DriveFile = z.output<typeof fileSchema>;

export const fileListSchema = z.object({
  files: z.array(fileSchema).default([]),
  nextPageToken: z.string().optional(),
  incompleteSearch: z.boolean().optional(),
});

const CAPABILITIES = [
  "canEdit",
  "canComment",
  "canShare",
  "canCopy",
  "canDownload",
  "canRename",
  "canModifyContent",
  "canAddChildren",
  "canMoveItemWithinDrive",
  "canMoveItemOutOfDrive",
  "canTrash",
  "canUntrash",
  "canReadRevisions",
].join(",");
export const ROW_FIELDS =
  "id,name,mimeType,parents,driveId,ownedByMe,owners(displayName,emailAddress,me),modifiedTime,size,webViewLink,shortcutDetails(targetId,targetMimeType)";
export const FILE_FIELDS = `${ROW_FIELDS},lastModifyingUser(displayName,emailAddress,me),createdTime,description,starred,trashed,shared,headRevisionId,capabilities(${CAPABILITIES})`;

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/permissions#Permission */
export const permissionSchema = z.object({
  id: z.string(),
  type: z.string(),
  role: z.string(),
  emailAddress: z.string().optional(),
  domain: z.string().optional(),
  displayName: z.string().optional(),
  expirationTime: z.string().optional(),
  deleted: z.boolean().optional(),
  permissionDetails: z
    .array(
      z.object({
        inherited: z.boolean().optional(),
        inheritedFrom: z.string().optional(),
        role: z.string().optional(),
      }),
    )
    .optional(),
});
export type Permission = z.output<typeof permissionSchema>;
export const permissionListSchema = z.object({
  permissions: z.array(permissionSchema).default([]),
  nextPageToken: z.string().optional(),
});
export const PERMISSION_FIELDS =
  "id,type,role,emailAddress,domain,displayName,expirationTime,deleted,permissionDetails(inherited,inheritedFrom,role)";

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/drives#Drive */
export const driveSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdTime: z.string().optional(),
  hidden: z.boolean().optional(),
  capabilities: z.record(z.string(), z.boolean()).default({}),
});
export const driveListSchema = z.object({
  drives: z.array(driveSchema).default([]),
  nextPageToken: z.string().optional(),
});

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/revisions#Revision */
export const revisionListSchema = z.object({
  revisions: z.array(z.object({ id: z.string() })).default([]),
  nextPageToken: z.string().optional(),
});
