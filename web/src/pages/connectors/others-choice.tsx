import { Radio } from "@mantine/core";
import type { RevokePreview } from "../../api/contract.ts";
import { othersChoice as words } from "../../words/connector-page.ts";
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
      label={words.isOnSameAccount(slugs, one)}
      description={words.canOnlyEndEverythingOfAccount(title)}
      value={others}
      onChange={(value) => onChange(value === "end" ? "end" : "keep")}
    >
      <div className={css.radios}>
        <Radio value="keep" label={words.keep(slugs)} description={words.thisConnectorEndsHereNow(title)} />
        <Radio
          value="end"
          label={words.endAsWell(slugs)}
          description={words.everythingOnEndsHere(connector.account, title)}
        />
      </div>
    </Radio.Group>
  );
}
