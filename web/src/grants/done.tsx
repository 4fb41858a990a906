import { Button } from "@mantine/core";
import { useFocus } from "../ui/use-focus.ts";
import { done as words } from "../words/grants.ts";

export function Done({ onClose }: { onClose: () => void }) {
  const ref = useFocus<HTMLButtonElement>();
  return (
    <Button ref={ref} variant="default" onClick={onClose}>
      {words.done}
    </Button>
  );
}
