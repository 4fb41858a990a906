const G = "https://www.googleapis.com/auth/";

/** https://developers.google.com/workspace/gmail/api/auth/scopes */
export const READONLY = `${G}gmail.readonly`;
export const LABELS = `${G}gmail.labels`;
export const SEND = `${G}gmail.send`;
