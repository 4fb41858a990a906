import { Radio } from "@mantine/core";
import type { Role } from "../../api/people.ts";
import { roleFields as words } from "../../words/members.ts";
import { roleNames } from "../../words/roles.ts";
import css from "./members.module.css";
import { abilities } from "./roles.ts";

type Props = { roles: readonly Role[]; role: Role; onChange: (role: Role) => void };

export function RoleFields({ roles, role, onChange }: Props) {
  const take = (value: string) => {
    const found = roles.find((each) => each === value);
    if (found) onChange(found);
  };
  return (
    <Radio.Group label={words.role} value={role} onChange={take}>
      <div className={css.radios}>
        {roles.map((each) => (
          <Radio key={each} value={each} label={roleNames[each]} description={abilities[each]} />
        ))}
      </div>
    </Radio.Group>
  );
}
