import { plural } from "./plural.ts";

export const cli = {
  title: "Sign a program in",
  lead: "A program such as npx valetkey shows a code while it waits for you.",
  code: "Code",
  codeHint: "As the program shows it, for example WDJB-MJHT.",
  codeMissing: "Enter the code that the program shows.",
  next: "Continue",
  asks: (name: string | null) =>
    name ? `Sign in the program on ${name}?` : "Sign in the program that waits?",
  compare: "Go on only if you started this yourself and the program shows this very code:",
  who: "Who asks",
  claims: (name: string) => `A program that says it runs on ${name}`,
  nameless: "A program that gives its machine no name",
  from: "From",
  unknownAddress: "An address that is not known",
  sameAddress: "the same address as yours",
  otherAddress: "another address than yours",
  otherAddressHint:
    "It asks from another network than this browser does. That is so for a server that you work on from afar, and for somebody who sent you the code.",
  unknownAddressHint:
    "From where it asks is not known here, so it may be somebody else's. Look whether the program on your own screen shows this code.",
  asked: "Asked",
  wouldBe: "It would be",
  you: (user: string, role: string, workspace: string) => `${user}, ${role} of ${workspace}`,
  may: "It could",
  mayText: (role: string) =>
    `do what your role (${role}) allows, except what takes a person at a browser. It never sees a provider's token.`,
  until: "Until",
  untilText: (days: number) =>
    plural(days, {
      one: "# day from now, or until you end it under Your sessions",
      other: "# days from now, or until you end it under Your sessions",
    }),
  confirm: "Sign it in",
  deny: "Refuse",
  allowed: "The program is signed in",
  allowedDetail: "Go back to it; it goes on by itself. You can end it at any time.",
  denied: "Refused",
  deniedDetail: "The program was not signed in, and its code is over.",
  sessions: "Your sessions",
  unknown: "No program is waiting with this code",
  unknownDetail:
    "The code was mistyped, is older than ten minutes, or was used. Nothing was signed in. Start again in the program if it no longer waits.",
  another: "Enter another code",
  failedToLoad: "Failed to look the code up",
  failedToDecide: "Your answer did not count",
} as const;
