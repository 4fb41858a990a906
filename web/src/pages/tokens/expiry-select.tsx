import { NativeSelect } from "@mantine/core";
import { expirySelect as words } from "../../words/tokens.ts";

const choices = [
  ["7", words.in7Days],
  ["30", words.in30Days],
  ["90", words.in90Days],
  ["365", words.inYear],
  ["", words.never],
] as const;

export function ExpirySelect({ days, onChange }: { days: string; onChange: (days: string) => void }) {
  return (
    <NativeSelect
      label={words.expires}
      value={days}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {choices.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </NativeSelect>
  );
}
