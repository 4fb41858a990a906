const G = "https://www.googleapis.com/auth/";

/** https://developers.google.com/workspace/gmail/api/auth/scopes */
export const READONLY = `${G}gmail.readonly`;
export const LABELS = `${G}gmail.labels`;
export const SEND = `${G}gmail.send`;
export const COMPOSE = `${G}gmail.compose`;
export const MODIFY = `${G}gmail.modify`;

/** What writing mail gains from reading it. */
export const REPLIES = { title: "Answer mail and write from aliases", scopes: [READONLY] };
