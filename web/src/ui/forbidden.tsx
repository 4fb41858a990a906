import { useSession } from "../shell/session-context.ts";
import { forbidden as words } from "../words/parts.ts";
import { Empty } from "./empty.tsx";
import { Shield } from "./icons.tsx";
import { Page } from "./page.tsx";

/** Said in full rather than hidden: who may, and whom to ask. */
export function Forbidden({ title, doing, who }: { title: string; doing: string; who: string }) {
  const { role } = useSession();
  return (
    <Page title={title}>
      <Empty icon={<Shield size={64} />}>{words.yourRoleHere(role, doing, who)}</Empty>
    </Page>
  );
}
