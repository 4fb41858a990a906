import { Button } from "@mantine/core";
import { useState } from "react";
import { Notice } from "../../ui/notice.tsx";
import { tokens as words } from "../../words/tokens.ts";
import { type Found, probe } from "./probe.ts";
import css from "./tokens.module.css";

/** Tries address and token from here, and names what clients say with its cause. */
export function Diagnose({ value, url }: { value: string; url: string }) {
  const [found, setFound] = useState<Found | "testing" | undefined>();
  const test = async () => {
    setFound("testing");
    setFound(await probe(url, value));
  };
  const told = found !== undefined && found !== "testing" ? found : undefined;
  return (
    <details className={css.diagnose}>
      <summary>{words.diagnose}</summary>
      <div className={css.form}>
        <div>
          <Button variant="default" size="sm" loading={found === "testing"} onClick={() => void test()}>
            {words.test}
          </Button>
        </div>
        <div role="status">
          {told && (
            <Notice tone={told.kind === "ok" ? "valid" : "invalid"}>
              {told.kind === "other" ? words.tested.other(told.status) : words.tested[told.kind]}
            </Notice>
          )}
        </div>
        <dl className={css.causes}>
          {words.causes.map(({ sign, cause }) => (
            <div key={sign}>
              <dt>{sign}</dt>
              <dd>{cause}</dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}
