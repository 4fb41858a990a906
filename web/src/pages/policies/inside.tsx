import { Button } from "@mantine/core";
import { useState } from "react";
import type { PolicyResources } from "../../api/contract.ts";
import { useChangePolicies } from "../../api/policies.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { Section } from "../../ui/section.tsx";
import { inside as words } from "../../words/rules.ts";
import css from "./policies.module.css";
import { ResourceFields, resourcesOf, textsOf } from "./resource-fields.tsx";

type Props = { inside: PolicyResources; changes: boolean };

/** What the guard takes for the company's own. */
export function Inside({ inside, changes }: Props) {
  // Begins anew when somebody else has changed it.
  return <Form key={JSON.stringify(inside)} inside={inside} changes={changes} />;
}

function Form({ inside, changes }: Props) {
  const [texts, setTexts] = useState(() => textsOf(inside));
  const change = useChangePolicies();
  const wanted = resourcesOf(texts) ?? {};
  const dirty = JSON.stringify(texts) !== JSON.stringify(textsOf(inside));
  const save = () => change.mutate({ inside: wanted }, { onSuccess: () => announce(words.saved) });
  return (
    <Section title={words.whatIsYourOwn} lead={words.forAgentsWithGuardSwitched}>
      <ResourceFields empty="nothing" texts={texts} onChange={setTexts} disabled={!changes} />
      {change.error && <ErrorPanel title={words.failedToSaveIt} error={change.error} />}
      {changes && (
        <div className={css.buttons}>
          <Button onClick={save} disabled={!dirty} loading={change.isPending}>
            {words.saveWhatIsYourOwn}
          </Button>
        </div>
      )}
    </Section>
  );
}
