import { TARGET_KINDS, type Target, type TargetKind } from "../../mcp-servers/kit/index.ts";

/** What a call may touch, by kind; a kind that is left out is not limited, an empty list allows nothing. */
export type Lists = Partial<Readonly<Record<TargetKind, readonly string[]>>>;

/** Whose call it is: what stands for the account itself. */
export interface Whose {
  /** As the provider names the account; for Google its address. Undefined: not chosen yet. */
  account: string | undefined;
  /** The gateway's own host, where links to files lead. */
  ownHost: string;
}

/** `unknown`: neither can be told from this name; another of its names may be listed. */
export type Fit = "yes" | "no" | "unknown";
type Matcher = (name: string, whose: Whose) => Fit;
export type CompiledLists = ReadonlyMap<TargetKind, Matcher>;

const yesOrNo = (fits: boolean): Fit => (fits ? "yes" : "no");

const REPOSITORY = /^[\w*-]{1,39}\/[\w.*-]{1,100}$/;
/** GitHub's names differ by more than case. `*` stands for any run of characters within owner or name. */
function repositories(entries: readonly string[]): Matcher {
  const patterns = entries.map((entry) => {
    const parts = entry.trim().toLowerCase().split("*");
    return new RegExp(`^${parts.map((part) => part.replace(/[.\\^$+?()[\]{}|]/g, "\\$&")).join("[^/]*")}$`);
  });
  return (name) => {
    const asked = name.trim().toLowerCase();
    return yesOrNo(patterns.some((pattern) => pattern.test(asked)));
  };
}

/** Slack's ids are upper case and its names lower, so none is taken for the other. */
const CHANNEL_ID = /^[CDG][A-Z0-9]{2,}$/;
const PERSON_ID = /^[UW][A-Z0-9]{2,}$/;
const channelName = (name: string) => name.replace(/^#/, "").toLowerCase();

/** Ids or names. What a name stands for, and what an id is called, only the tool can find out. */
function channels(entries: readonly string[]): Matcher {
  const given = entries.map((entry) => entry.trim());
  const isId = (one: string) => CHANNEL_ID.test(one) || PERSON_ID.test(one);
  const ids = new Set(given.filter(isId));
  const names = new Set(given.filter((one) => !isId(one)).map(channelName));
  const people = [...ids].some((one) => !/^[CG]/.test(one));
  return (name) => {
    const asked = name.trim();
    if (ids.has(asked)) return "yes";
    if (/^[CG]/.test(asked) && CHANNEL_ID.test(asked)) return names.size > 0 ? "unknown" : "no";
    if (isId(asked) || asked.startsWith("@") || asked.includes("@")) return people ? "unknown" : "no";
    if (names.has(channelName(asked))) return "yes";
    return ids.size > 0 ? "unknown" : "no";
  };
}

/** Ids; what lies below one is allowed with it, which only the tool can find out. */
function folders(entries: readonly string[]): Matcher {
  const ids = new Set(entries.map((entry) => entry.trim()));
  return (name) => (ids.has(name) ? "yes" : name === "root" ? "no" : "unknown");
}

function calendars(entries: readonly string[]): Matcher {
  const ids = new Set(entries.map((entry) => entry.trim().toLowerCase()));
  return (name, { account }) => {
    const asked = name.trim().toLowerCase();
    if (ids.has(asked)) return "yes";
    const own = account?.toLowerCase();
    if (own === undefined) return asked === "primary" || ids.has("primary") ? "unknown" : "no";
    return yesOrNo((asked === "primary" && ids.has(own)) || (asked === own && ids.has("primary")));
  };
}

const DOMAIN = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * A domain as DNS compares it: lower case, without the dot of the root, in its ASCII form (RFC 5891). Undefined for what
 * is none, and for letters of other scripts that only look like ASCII ones: who lists `acme.com` means no such thing.
 */
export function domainOf(text: string): string | undefined {
  const bare = text.trim().replace(/\.$/, "").toLowerCase();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything beyond ASCII is what is looked for.
  const foreign = /[^\u0000-\u007f]/.test(bare);
  if (!foreign) return DOMAIN.test(bare) ? bare : undefined;
  if (/[/?#@:\\\s]/.test(bare)) return undefined;
  const ascii = URL.parse(`http://${bare}/`)?.hostname;
  if (ascii === undefined || !/(?:^|\.)xn--/.test(ascii)) return undefined;
  return DOMAIN.test(ascii) ? ascii : undefined;
}

/** The domain that something sent to this address, domain or host reaches. Undefined: it cannot be told. */
function reachedBy(name: string): string | undefined {
  const parts = name.trim().split("@");
  if (parts.length === 1) return domainOf(name);
  const [local = "", domain = ""] = parts;
  // A relay takes what is left of these for another address: `eve%evil.test@acme.com`, `evil.test!eve@acme.com`.
  if (parts.length > 2 || local === "" || /[%!"\\\s]/.test(local)) return undefined;
  return domainOf(domain);
}

function recipientDomains(entries: readonly string[]): Matcher {
  const exact = new Set<string>();
  const below: string[] = [];
  for (const entry of entries) {
    const text = entry.trim();
    const domain = domainOf(text.replace(/^\*\./, ""));
    if (domain === undefined) continue; // allows nothing
    if (text.startsWith("*.")) below.push(`.${domain}`);
    else exact.add(domain);
  }
  return (name, { ownHost }) => {
    const domain = reachedBy(name);
    if (domain === undefined) return "no";
    if (domain === ownHost && !name.includes("@")) return "yes";
    return yesOrNo(exact.has(domain) || below.some((end) => domain.endsWith(end)));
  };
}

const COMPILERS: Record<TargetKind, (entries: readonly string[]) => Matcher> = {
  repositories,
  channels,
  folders,
  calendars,
  recipient_domains: recipientDomains,
};

export const compileLists = (lists: Lists): CompiledLists =>
  new Map(
    TARGET_KINDS.flatMap((kind) => {
      const entries = lists[kind];
      return entries === undefined ? [] : [[kind, COMPILERS[kind](entries)] as const];
    }),
  );

const ENTRIES: Record<TargetKind, { fits(entry: string): boolean; is: string }> = {
  repositories: { fits: (entry) => REPOSITORY.test(entry), is: "owner/name, such as acme/* or acme/site" },
  channels: {
    fits: (entry) =>
      CHANNEL_ID.test(entry) || PERSON_ID.test(entry) || /^#?[^\s#@A-Z][^\s#@A-Z]{0,79}$/u.test(entry),
    is: "the id of a channel or person (C0123ABCD, U0123ABCD) or a channel's name in lower case (#general)",
  },
  folders: {
    fits: (entry) => /^[\w-]{1,128}$/.test(entry),
    is: "the id of a folder or shared drive, or root",
  },
  calendars: { fits: (entry) => /^[^\s]{1,320}$/.test(entry), is: "the id of a calendar, or primary" },
  recipient_domains: {
    fits: (entry) => domainOf(entry.replace(/^\*\./, "")) !== undefined,
    is: "a domain, such as acme.com, or *.acme.com for those below it",
  },
};

/** Entries that would match nothing, each with what is wrong. */
export function badEntries(lists: Lists): { path: string; message: string }[] {
  return TARGET_KINDS.flatMap((kind) =>
    (lists[kind] ?? []).flatMap((entry, at) =>
      ENTRIES[kind].fits(entry.trim())
        ? []
        : [{ path: `${kind}.${at}`, message: `give ${ENTRIES[kind].is}` }],
    ),
  );
}

/** Places that are the account's own whatever the lists say. */
const isOwn = (target: { kind: TargetKind; name: string }, { account }: Whose): boolean => {
  const name = target.name.trim().toLowerCase();
  if (target.kind === "folders") return name === "root";
  const own = account !== undefined && name === account.toLowerCase();
  return own || (target.kind === "calendars" && name === "primary");
};

/** Where data would leave to: what is not the account's own and not surely inside. */
export const carriedOut = (targets: readonly Target[], inside: CompiledLists, whose: Whose): Target[] =>
  targets.filter(
    (target) =>
      !("name" in target) ||
      (!isOwn(target, whose) && inside.get(target.kind)?.(target.name, whose) !== "yes"),
  );
