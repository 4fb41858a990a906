import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { copy as words } from "../words/parts.ts";
import { CheckCircle, Copy } from "./icons.tsx";
import { announce } from "./live.tsx";

type Props = { value: string; what: string; word?: string };

/** `what` completes the name: "Copy request id". */
export function CopyButton({ value, what, word = words.copy }: Props) {
  const clipboard = useClipboard({ timeout: 2000 });
  const copy = () => {
    clipboard.copy(value);
    announce(words.copied(what));
  };
  return (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={clipboard.copied ? <CheckCircle size={14} /> : <Copy size={14} />}
      onClick={copy}
      aria-label={`${word} ${what}`}
    >
      {clipboard.copied ? words.copiedShort : word}
    </Button>
  );
}
