import { NativeSelect } from "@mantine/core";

const choices = [
  ["7", "In 7 days"],
  ["30", "In 30 days"],
  ["90", "In 90 days"],
  ["365", "In a year"],
  ["", "Never"],
] as const;

export function ExpirySelect({ days, onChange }: { days: string; onChange: (days: string) => void }) {
  return (
    <NativeSelect label="Expires" value={days} onChange={(event) => onChange(event.currentTarget.value)}>
      {choices.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </NativeSelect>
  );
}
