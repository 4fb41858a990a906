const D = "https://www.googleapis.com/auth/drive";

/** https://developers.google.com/workspace/drive/api/guides/api-specific-auth */
export const METADATA = `${D}.metadata.readonly`;
export const READONLY = `${D}.readonly`;
/** Files that this app created, or that a person opened with it. Every other file is "not found" to it. */
export const FILE = `${D}.file`;
export const FULL = D;

export const SEE = [[METADATA], [FILE]];
export const READ = [[READONLY], [FILE]];
export const CHANGE = [[FILE], [FULL]];
export const CHANGE_MORE = [{ title: "Change files that it did not create", scopes: [FULL] }];
