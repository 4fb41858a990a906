import { Button } from "@mantine/core";
import { useState } from "react";
import type { PolicyResources } from "../../api/contract.ts";
import { useChangePolicies } from "../../api/policies.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { Section } from "../../ui/section.tsx";
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
  const save = () => change.mutate({ inside: wanted }, { onSuccess: () => announce("Saved") });
  return (
    <Section
      title="What is your own"
      lead="For agents with the guard switched on: once a run has read untrusted content and private data, whatever would go anywhere else waits for a person."
    >
      <ResourceFields empty="nothing" texts={texts} onChange={setTexts} disabled={!changes} />
      {change.error && <ErrorPanel title="Failed to save it" error={change.error} />}
      {changes && (
        <div className={css.buttons}>
          <Button onClick={save} disabled={!dirty} loading={change.isPending}>
            Save what is your own
          </Button>
        </div>
      )}
    </Section>
  );
}
