import type { Connector, MemberRemoved } from "../../api/contract.ts";
import { csv } from "../../charts/csv.ts";
import { memberWords as words } from "../../words/members.ts";

export interface Leaving {
  name: string;
  email: string;
  role: string;
}
/** What somebody owned when they were removed, as it stood right before. */
export interface Belongings {
  personal: readonly Connector[];
  shared: readonly Connector[];
  /** Ids of those that were revoked one by one in the same dialog. */
  revoked: ReadonlySet<string>;
}

/** What became of everything of somebody who left, as a table for whoever keeps such papers. Pure. */
export function offboardingReport(
  who: Leaving,
  { personal, shared, revoked }: Belongings,
  removed: MemberRemoved,
  by: { email: string; at: string },
): string {
  const { reportKinds: kinds } = words;
  const of = (connector: Connector, otherwise: string) =>
    revoked.has(connector.id) ? words.reportRevoked : connector.connected ? otherwise : words.reportWasEnded;
  const counts = [
    [kinds.session, removed.sessions],
    [kinds.token, removed.tokens],
    [kinds.invitation, removed.invitations],
    [kinds.grant, removed.grants],
  ] as const;
  return csv(words.reportColumns, [
    [kinds.member, who.name, who.email, words.reportRemoved(who.role, by.at)],
    [kinds.by, null, by.email, null],
    ...personal.map((one) => [kinds.personal, one.name, one.account, of(one, words.reportEnded)]),
    ...shared.map((one) => [kinds.shared, one.name, one.account, of(one, words.reportKept)]),
    ...counts.map(([kind, count]) => [kind, null, null, words.reportCount(count)]),
    ...(removed.run ? [[kinds.run, removed.run, null, null]] : []),
  ]);
}
