import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { linkForm as words } from "../../words/sign-in.ts";
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
      <p>{words.youSignInWithOneTime(alone, <code>{words.npmRunSignInLink}</code>)}</p>
      <TextInput
        label={words.signInLinkOrToken}
        description={words.pasteWholeLink}
        name="sign-in-link"
        type="password"
        autoComplete="one-time-code"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setWrong(false);
        }}
        error={wrong && words.noSignInLink}
        disabled={busy}
      />
      <Button type="submit" loading={busy} variant={alone ? "filled" : "default"}>
        {busy ? words.signing : words.signIn}
      </Button>
    </form>
  );
}
