import { useMay } from "../../shell/session-context.ts";
import { Page } from "../../ui/page.tsx";
import { clientsPage as words } from "../../words/clients.ts";
import { Allowed } from "./allowed.tsx";
import { Delegations } from "./delegations.tsx";
import { Issuers } from "./issuers.tsx";

/** `/settings/clients`: who may come in for me, and for admins for everybody, and whose word lets them in. */
export function ClientsPage() {
  const trusts = useMay("members.manage");
  return (
    <Page title={words.allowedApps} lead={words.appsAndAgentsThatMayCall}>
      <Allowed />
      <Delegations />
      {trusts && <Issuers />}
    </Page>
  );
}
