/**
 * Which scopes open which Gmail route (ours; the stock emulator asks for none). Any one of them is enough.
 * https://developers.google.com/workspace/gmail/api/reference/rest (the "Authorization scopes" of each method)
 */
const G = "https://www.googleapis.com/auth/gmail.";
const MAIL = "https://mail.google.com/";
const READ = [MAIL, `${G}modify`, `${G}readonly`];
const READ_HEADERS = [...READ, `${G}metadata`];
const CHANGE = [MAIL, `${G}modify`];
const SETTINGS_READ = [...READ, `${G}settings.basic`];

interface Rule {
  methods: readonly string[];
  path: RegExp;
  scopes: readonly string[];
  name: string;
}

const rule = (methods: string, path: string, scopes: readonly string[], name: string): Rule => ({
  methods: methods.split(" "),
  path: new RegExp(`^(?:/upload)?/gmail/v1/users/[^/]+${path}$`),
  scopes,
  name: `caribou.api.proto.MailboxService.${name}`,
});

const RULES: readonly Rule[] = [
  rule("GET", "/threads", READ_HEADERS, "ListThreads"),
  rule("GET", "/threads/[^/]+", READ_HEADERS, "GetThread"),
  rule("GET", "/messages", READ_HEADERS, "ListMessages"),
  rule("POST", "/messages/send", [MAIL, `${G}modify`, `${G}compose`, `${G}send`], "SendMessage"),
  rule("GET", "/messages/[^/]+", READ_HEADERS, "GetMessage"),
  rule("GET", "/messages/[^/]+/attachments/[^/]+", READ, "GetAttachment"),
  rule("GET", "/labels", [...READ_HEADERS, `${G}labels`], "ListLabels"),
  rule("GET", "/labels/[^/]+", [...READ_HEADERS, `${G}labels`], "GetLabel"),
  rule("POST PUT PATCH DELETE", "/labels(?:/[^/]+)?", [...CHANGE, `${G}labels`], "ChangeLabel"),
  rule("GET", "/profile", [...READ_HEADERS, `${G}compose`], "GetProfile"),
  rule("GET", "/history", READ_HEADERS, "ListHistory"),
  rule("GET", "/drafts(?:/[^/]+)?", [...READ, `${G}compose`], "GetDraft"),
  rule("POST PUT DELETE", "/drafts(?:/[^/]+)?", [...CHANGE, `${G}compose`], "ChangeDraft"),
  rule("POST", "/(?:messages|threads)/[^/]+/(?:modify|trash|untrash)", CHANGE, "ModifyMessage"),
  rule("POST", "/messages/batchModify", CHANGE, "BatchModifyMessages"),
  rule("GET", "/settings/.+", SETTINGS_READ, "GetSettings"),
  rule("POST PUT PATCH DELETE", "/settings/.+", [`${G}settings.basic`], "ChangeSettings"),
];

/** What a route asks for. A route that is not in the table asks for full access to mail: it fails closed. */
export function scopesFor(method: string, path: string): { scopes: readonly string[]; name: string } {
  const found = RULES.find((one) => one.methods.includes(method) && one.path.test(path));
  return found ?? { scopes: [MAIL], name: "caribou.api.proto.MailboxService.Unknown" };
}

/** Scopes of sign-in: shown on the consent page, but not for the person to untick. */
export const SIGN_IN = new Set(["openid", "email", "profile"]);
