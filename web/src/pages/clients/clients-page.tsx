import { useMay } from "../../shell/session-context.ts";
import { Page } from "../../ui/page.tsx";
import { Allowed } from "./allowed.tsx";
import { Delegations } from "./delegations.tsx";
import { Issuers } from "./issuers.tsx";

/** `/settings/clients`: who may come in for me, and for admins for everybody, and whose word lets them in. */
export function ClientsPage() {
  const trusts = useMay("members.manage");
  return (
    <Page
      title="Allowed apps"
      lead="Apps and agents that may call tools in your name. None of them holds your password or a provider’s token."
    >
      <Allowed />
      <Delegations />
      {trusts && <Issuers />}
    </Page>
  );
}
