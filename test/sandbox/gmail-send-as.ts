import type { Caller } from "./gmail-caller.ts";

/** Addresses that an account may send from besides its own, by account; one of them is not confirmed yet. */
const ALIASES: Readonly<Record<string, readonly { address: string; name: string; accepted: boolean }[]>> = {
  "ada@acme.test": [
    { address: "hello@acme.test", name: "Acme", accepted: true },
    { address: "press@acme.test", name: "Acme Press", accepted: false },
  ],
};

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.settings.sendAs/list (ours: with aliases) */
export function listSendAs({ google, email }: Caller): Response {
  const own = {
    sendAsEmail: email,
    displayName: google.user(email)?.name ?? "",
    replyToAddress: "",
    signature: "",
    isPrimary: true,
    isDefault: true,
  };
  const others = (ALIASES[email] ?? []).map(({ address, name, accepted }) => ({
    sendAsEmail: address,
    displayName: name,
    replyToAddress: "",
    signature: "",
    treatAsAlias: true,
    verificationStatus: accepted ? "accepted" : "pending",
  }));
  return Response.json({ sendAs: [own, ...others] });
}

/** Gmail leaves a `From` alone only when it is the account's own or one that was confirmed. */
export function maySendAs(email: string, from: string): boolean {
  const accepted = (ALIASES[email] ?? []).filter((one) => one.accepted).map((one) => one.address);
  return [email, ...accepted].some((one) => one.toLowerCase() === from.toLowerCase());
}
