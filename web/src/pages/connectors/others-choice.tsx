import { Radio } from "@mantine/core";
import type { RevokePreview } from "../../api/contract.ts";
import css from "./connectors.module.css";

export type Others = "keep" | "end";
type Props = { preview: RevokePreview; others: Others; onChange: (others: Others) => void };

/** A provider that can only end everything of an account: what becomes of the others on it. */
export function OthersChoice({ preview, others, onChange }: Props) {
  const { connector, shares_account_with: siblings } = preview;
  const title = connector.provider_title;
  const slugs = siblings.map((each) => each.slug).join(", ");
  const one = siblings.length === 1;
  return (
    <Radio.Group
      label={`${slugs} ${one ? "is" : "are"} on the same account`}
      description={`${title} can only end everything of an account at once.`}
      value={others}
      onChange={(value) => onChange(value === "end" ? "end" : "keep")}
    >
      <div className={css.radios}>
        <Radio
          value="keep"
          label={`Keep ${slugs}`}
          description={`This connector ends here now; the access at ${title} stays until the last one on the account goes.`}
        />
        <Radio
          value="end"
          label={`End ${slugs} as well`}
          description={`Everything on ${connector.account} ends here and at ${title}. That cannot be undone.`}
        />
      </div>
    </Radio.Group>
  );
}
