import { Loader } from "@mantine/core";
import { Delayed } from "../ui/loading.tsx";
import { starting as words } from "../words/shell.ts";
import css from "./shell.module.css";

export function Starting() {
  return (
    <main className={css.alone}>
      <Delayed>
        <Loader role="img" aria-label={words.loading} />
      </Delayed>
    </main>
  );
}
