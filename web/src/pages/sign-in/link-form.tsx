import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { readToken } from "./link.ts";
import css from "./sign-in.module.css";

/** `alone`: there is no other way in. */
type Props = { alone: boolean; busy: boolean; onToken: (token: string) => void };

export function LinkForm({ alone, busy, onToken }: Props) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const token = readToken(text);
    setWrong(!token);
    if (token) onToken(token);
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <p>
        {alone ? "You sign in with a one-time link." : "Or sign in with a one-time link."} Ask an admin of
        your workspace for one, or run <code>npm run sign-in-link</code> where the gateway is installed.
      </p>
      <TextInput
        label="Sign-in link or token"
        description="Paste the whole link, or what comes after the # in it."
        name="sign-in-link"
        type="password"
        autoComplete="one-time-code"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setWrong(false);
        }}
        error={wrong && "This is no sign-in link. A link ends in # and at least 20 characters."}
        disabled={busy}
      />
      <Button type="submit" loading={busy} variant={alone ? "filled" : "default"}>
        {busy ? "Signing in…" : "Sign in"}
      </Button>
    </form>
  );
}
