import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearchParams } from "react-router";
import { policiesQuery } from "../../api/policies.ts";
import { page } from "../../paths.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Plus } from "../../ui/icons.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { policiesPage as words } from "../../words/rules.ts";
import { Defaults } from "./defaults.tsx";
import { Inside } from "./inside.tsx";
import { RemoveRuleDialog } from "./remove-rule-dialog.tsx";
import { RuleDialog } from "./rule-dialog.tsx";
import { RuleTable } from "./rule-table.tsx";
import { SavedTests } from "./saved-tests.tsx";
import { TryIt } from "./try-it.tsx";

export function PoliciesPage() {
  if (useMay("workspace.read")) return <Policies />;
  return <Forbidden title={words.policies} doing={words.readingRules} who={words.ownerAdminOrAuditor} />;
}

/** `?rule=new`, `?rule=pol_…`, `?remove=pol_…`: one dialog at a time. */
function Policies() {
  const { data, error, refetch, isFetching } = useQuery(policiesQuery(useWorkspace().id));
  const changes = useMay("tokens.manage");
  const navigate = useNavigate();
  const [query, setQuery] = useSearchParams();
  const close = () => setQuery({}, { replace: true });
  const named = (key: string) => data?.rules.find(({ id }) => id === query.get(key));
  return (
    <Page
      title={words.policies}
      lead={words.whichCallsAreAllowed}
      actions={
        changes && (
          <Button leftSection={<Plus />} onClick={() => navigate(page.policies({ rule: "new" }))}>
            {words.addRule}
          </Button>
        )
      }
    >
      {error && (
        <ErrorPanel title={words.failedToLoadRules} error={error} onRetry={refetch} busy={isFetching} />
      )}
      {!data && !error && <Bones count={2} height={160} />}
      {data && (
        <>
          <RuleTable rules={data.rules} changes={changes} />
          <Defaults defaults={data.defaults} changes={changes} />
          <TryIt changes={changes} />
          <SavedTests changes={changes} />
          <Inside inside={data.inside} changes={changes} />
          <RuleDialog
            rule={named("rule")}
            query={query}
            opened={changes && (query.get("rule") === "new" || named("rule") !== undefined)}
            onClose={close}
          />
          <RemoveRuleDialog rule={changes ? named("remove") : undefined} onClose={close} />
        </>
      )}
    </Page>
  );
}
