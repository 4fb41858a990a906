import { useSearchParams } from "react-router";
import type { Member } from "../../api/contract.ts";
import { type Everything, RevokeAllDialog } from "../../grants/revoke-all-dialog.tsx";
import { memberDialogs as words } from "../../words/members.ts";
import { InviteDialog } from "./invite-dialog.tsx";
import { LinkDialog } from "./link-dialog.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";
import { RoleDialog } from "./role-dialog.tsx";

/** `?invite=new`, `?role=usr_…`, `?link=`, `?revoke=`, `?remove=`: one at a time, each an address of its own. */
export function MemberDialogs({ members }: { members: readonly Member[] }) {
  const [query, setQuery] = useSearchParams();
  const close = () => setQuery({}, { replace: true });
  const named = (key: string) => members.find((each) => each.id === query.get(key));
  const managed = (key: string) => {
    const member = named(key);
    return member?.manageable ? member : undefined;
  };
  return (
    <>
      <InviteDialog opened={query.has("invite")} onClose={close} />
      <RoleDialog member={managed("role")} onClose={close} />
      <LinkDialog member={managed("link")} onClose={close} />
      <RevokeAllDialog target={everythingOf(named("revoke"))} onClose={close} />
      <RemoveDialog member={managed("remove")} onClose={close} />
    </>
  );
}

const everythingOf = (member: Member | undefined): Everything | undefined =>
  member && {
    scope: "user",
    target: member.id,
    confirm: member.email,
    title: words.everyConnection(member.name),
  };
