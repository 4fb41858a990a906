import { Checkbox } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { CodeBlock } from "../../../ui/code-block.tsx";
import { appWords as words } from "../../../words/apps.ts";
import css from "./guide.module.css";

/** First of all: what the provider must know. The tick is the person's own reminder. */
export function RedirectStep({ address }: { address: string }) {
  const [added, setAdded] = useLocalStorage<readonly string[]>({
    key: "vk-redirects-added",
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const isAdded = Array.isArray(added) && added.includes(address);
  const tick = (on: boolean) =>
    setAdded((now) => {
      const others = (Array.isArray(now) ? now : []).filter((each) => each !== address);
      return on ? [...others, address].slice(-50) : others;
    });
  return (
    <div className={css.step}>
      <p>{words.redirectStep}</p>
      <CodeBlock text={address} what={words.redirectAddress} />
      <Checkbox
        label={words.added}
        description={words.addedHint}
        checked={isAdded}
        onChange={(event) => tick(event.currentTarget.checked)}
      />
    </div>
  );
}
