/** What the emulated Drive holds (ours). https://developers.google.com/workspace/drive/api/reference/rest/v3/files */
export const RANK = { reader: 1, commenter: 2, writer: 3, fileOrganizer: 4, organizer: 5, owner: 6 } as const;
export type Role = keyof typeof RANK;

export interface DrivePermission {
  id: string;
  type: "user" | "group" | "domain" | "anyone";
  role: Role;
  emailAddress?: string;
  domain?: string;
  displayName?: string;
  expirationTime?: string;
  allowFileDiscovery?: boolean;
}

export interface DriveRevision {
  id: string;
  bytes: Buffer;
  mimeType: string;
  /** Milliseconds since the epoch. */
  modified: number;
  keepForever: boolean;
}

/** A run of text of a document. */
export interface Run {
  text: string;
  bold?: boolean;
  italic?: boolean;
  link?: string;
  footnote?: string;
}
export interface DocParagraph {
  style?: string;
  runs: Run[];
  bullet?: { list: string; level: number };
}
export type DocBlock = DocParagraph | { table: Run[][][] };
export interface DocTabContent {
  id: string;
  title: string;
  blocks: DocBlock[];
  /** Ids of lists that are numbered. */
  numbered?: string[];
  footnotes?: Record<string, string>;
  children?: DocTabContent[];
}
export interface SheetContent {
  title: string;
  /** Rows and columns of the grid, which is larger than what is filled. */
  grid: [rows: number, columns: number];
  hidden?: boolean;
  cells: string[][];
}
export interface SlideContent {
  title: string;
  body: string[];
  notes?: string;
}

export interface DriveItem {
  id: string;
  name: string;
  mimeType: string;
  parent: string | undefined;
  driveId: string | undefined;
  /** Nobody owns what lies in a shared drive. */
  owner: string | undefined;
  created: number;
  modified: number;
  modifiedBy: string;
  description?: string;
  trashed: boolean;
  starredBy: Set<string>;
  permissions: DrivePermission[];
  /** By client: private to it. */
  appProperties: Map<string, Record<string, string>>;
  /** `client account` that created it or had it opened: what the scope drive.file covers. */
  apps: Set<string>;
  revisions: DriveRevision[];
  /** Its words, where they cannot be read from the bytes. */
  words?: string;
  /** Readers may neither download nor copy. */
  noDownload?: boolean;
  doc?: DocTabContent[];
  sheets?: SheetContent[];
  slides?: SlideContent[];
  target?: string;
}

export interface SharedDrive {
  id: string;
  name: string;
  created: number;
  members: DrivePermission[];
}

export const MIME = {
  folder: "application/vnd.google-apps.folder",
  doc: "application/vnd.google-apps.document",
  sheet: "application/vnd.google-apps.spreadsheet",
  slides: "application/vnd.google-apps.presentation",
  shortcut: "application/vnd.google-apps.shortcut",
  form: "application/vnd.google-apps.form",
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
} as const;
