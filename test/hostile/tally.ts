export interface Attack {
  /** `H07`; empty: it has none. */
  number: string;
  title: string;
  file: string;
  /** `open`: it succeeds, and its test says so (`test.fails`, a title that begins with "(open)") until it is mended. */
  state: "failed closed" | "SUCCEEDED" | "open" | "not tried";
  /** The first line of why it succeeded. */
  why: string | undefined;
}

interface Report {
  testResults: {
    name: string;
    assertionResults: { title: string; status: string; failureMessages?: string[] | null }[];
  }[];
}

/** The attacks in what vitest's JSON reporter wrote. */
export function attacksIn(report: string): Attack[] {
  const { testResults } = JSON.parse(report) as Report;
  return testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults.map(({ title: whole, status, failureMessages }) => {
      const [, number = "", title = whole] = /^(H\d+) (.*)$/s.exec(whole) ?? [];
      const passed = title.startsWith("(open)") ? "open" : "failed closed";
      const state = status === "passed" ? passed : status === "failed" ? "SUCCEEDED" : "not tried";
      return { number, title, file, state, why: failureMessages?.[0]?.split("\n")[0] };
    }),
  );
}
