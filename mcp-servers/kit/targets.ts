/** Kinds of places that a rule of policy can hold calls to. */
export const TARGET_KINDS = [
  "repositories",
  "channels",
  "folders",
  "calendars",
  "recipient_domains",
] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/**
 * One place that a call touches.
 * - `name`: as the arguments name it: `owner/name`; id or name of a channel; id of a folder or a file; id of a calendar;
 *   for `recipient_domains` an address, a domain, or the host that a file is fetched from.
 * - `open: "checked"`: told only while the tool runs. It then has to name it to `Api.requireTargets` before it changes
 *   or hands out anything; one that does not is stopped.
 * - `open: "unbounded"`: may be any. Such a call is refused wherever its kind is limited.
 */
export type Target = { kind: TargetKind; name: string } | { kind: TargetKind; open: "checked" | "unbounded" };

export const checked = (kind: TargetKind): Target => ({ kind, open: "checked" });
export const unbounded = (kind: TargetKind): Target => ({ kind, open: "unbounded" });
export const named = (kind: TargetKind, ...names: readonly (string | undefined)[]): Target[] =>
  names.flatMap((name) => (name === undefined ? [] : [{ kind, name }]));

/** Hosts that arguments of the form `SOURCE` make the gateway ask: an address can carry data as well as a mail can. */
export function hostsOf(...sources: readonly (string | undefined)[]): Target[] {
  return sources.flatMap((source) => {
    const text = source?.trim() ?? "";
    if (!/^https:\/\//i.test(text)) return [];
    const host = URL.parse(text)?.hostname;
    return host ? named("recipient_domains", host) : [unbounded("recipient_domains")];
  });
}

/**
 * What a tool's answers may hold, and whether it takes data out. The guard of an agent goes by it.
 * - `reads_untrusted`: text that others wrote: mail, messages, files, issues, names of things.
 * - `reads_private`: what is not public.
 * - `carries_out`: arguments, or what the agent has read, can reach people or places beyond the account. `"targets"`:
 *   those that the call touches; a function: these of them.
 */
export interface Labels<I = never> {
  reads_untrusted: boolean;
  reads_private: boolean;
  carries_out: false | "targets" | ((input: I) => readonly Target[]);
}

/** Answers with what others wrote and what is private. */
export const READS = { reads_untrusted: true, reads_private: true, carries_out: false } as const;
/** Answers with what is private and the account's own. */
export const LOOKS = { reads_untrusted: false, reads_private: true, carries_out: false } as const;
/** Reads nothing that matters and takes nothing out. */
export const PLAIN = { reads_untrusted: false, reads_private: false, carries_out: false } as const;
/** Puts something where others see it. */
export const SENDS = { reads_untrusted: false, reads_private: false, carries_out: "targets" } as const;
/** Does both. */
export const READS_AND_SENDS = {
  reads_untrusted: true,
  reads_private: true,
  carries_out: "targets",
} as const;
