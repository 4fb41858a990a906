import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { page } from "../../paths.ts";
import { cli } from "../../words/cli.ts";
import css from "./cli.module.css";

export function CodeForm() {
  const navigate = useNavigate();
  const [code, setCode] = useState("");
  const [missing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const typed = code.trim();
    setMissing(typed === "");
    if (typed !== "") void navigate(page.cli(typed));
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <TextInput
        label={cli.code}
        description={cli.codeHint}
        error={missing && cli.codeMissing}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        autoComplete="one-time-code"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={40}
      />
      <Button type="submit">{cli.next}</Button>
    </form>
  );
}
