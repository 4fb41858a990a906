import { Button } from "@mantine/core";
import { useFocus } from "../ui/use-focus.ts";

export function Done({ onClose }: { onClose: () => void }) {
  const ref = useFocus<HTMLButtonElement>();
  return (
    <Button ref={ref} variant="default" onClick={onClose}>
      Done
    </Button>
  );
}
