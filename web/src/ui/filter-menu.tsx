import { Button, Menu } from "@mantine/core";
import { ui } from "../words/ui.ts";
import { ChevronDown } from "./icons.tsx";

type Props = {
  name: string;
  options: readonly { value: string; label: string }[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
};

/** Several values of one filter at once; it stays open while they are chosen. */
export function FilterMenu({ name, options, chosen, onChange }: Props) {
  const labels = options.filter(({ value }) => chosen.includes(value)).map(({ label }) => label);
  const toggle = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
  return (
    <Menu position="bottom-start" width={240} closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="default" rightSection={<ChevronDown />}>
          {labels.length === 0 ? ui.noneChosen(name) : ui.someChosen(name, labels.join(", "))}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {options.map(({ value, label }) => (
          <Menu.CheckboxItem
            key={value}
            checked={chosen.includes(value)}
            onChange={() => toggle(value)}
            closeMenuOnClick={false}
          >
            {label}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
