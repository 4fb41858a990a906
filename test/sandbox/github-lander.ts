/** One commit. Content: text, bytes, bytes of another mode, a submodule's commit, or null for a file that goes. */
export interface Step {
  by: string;
  date: string;
  message: string;
  files: Readonly<
    Record<string, string | Buffer | { bytes: Buffer; mode: string } | { commit: string } | null>
  >;
  tag?: string;
  branch?: string;
}

const README = `# lander

Flight software of a small moon lander.

${Array.from({ length: 60 }, (_, n) => `Step ${n + 1} of the landing is rehearsed in \`sim/step-${n + 1}\`.`).join("\n\n")}
`;

const guidance = (cutoff: number) => `#include "nav.h"

/* Milliseconds from contact to cutoff. */
#define CUTOFF_MS ${cutoff}

double burn(double altitude, double speed) {
  if (altitude < 0.5) return 0.0;
  return speed * speed / (2.0 * altitude);
}
`;

const NAV = `"""Where the lander is."""


def altitude(pressure: float) -> float:
    """Metres above the ground."""
    return 44330.0 * (1.0 - (pressure / 1013.25) ** 0.1903)
`;

const telemetry = Array.from(
  { length: 20_000 },
  (_, n) =>
    `${n},${(1000 - n * 0.05).toFixed(2)},${(n % 97) * 0.31},nominal,attitude hold with all thrusters`,
);
/** More than GitHub gives inline: https://docs.github.com/en/rest/repos/contents#get-repository-content */
const TELEMETRY = `seconds,altitude,drift,state,note\n${telemetry.join("\n")}\n`;

const PNG = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1"), Buffer.alloc(300, 7)]);
const SUBMODULE = "0123456789abcdef0123456789abcdef01234567";

/** `main` of `orbital/lander` up to its release. */
export const LANDER: readonly Step[] = [
  {
    by: "ada",
    date: "2026-05-04T08:00:00Z",
    message: "Begin\n\nA simulator first, the hardware later.",
    files: {
      "README.md": README,
      "src/nav.py": NAV,
      "src/guidance.c": guidance(200),
      "docs/orbit.md": "# Orbit\n",
    },
  },
  {
    by: "ben",
    date: "2026-06-01T10:30:00Z",
    message: "Show the telemetry in the browser",
    files: {
      "web/app.ts": 'export const title = "Lander";\n',
      "web/gauge.tsx": "export const Gauge = () => <meter value={0.5} />;\n",
      "scripts/run.sh": { bytes: Buffer.from("#!/bin/sh\nexec python3 src/nav.py\n"), mode: "100755" },
    },
    tag: "v0.9",
  },
  {
    by: "nell",
    date: "2026-06-15T19:45:00Z",
    message: "Explain the orbit (#3)\n\nCo-authored-by: Ada Lindqvist <ada@acme.test>",
    files: {
      "docs/orbit.md": "# Orbit\n\nLow, and lower.\n",
      "docs/altitude.md": "Altitude is in metres.\n",
    },
  },
  {
    by: "ada",
    date: "2026-07-20T07:15:00Z",
    message: "Keep what the first flight sent",
    files: {
      "data/telemetry.csv": TELEMETRY,
      "assets/logo.png": PNG,
      "assets/engine.bin":
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345678\n",
      "docs/brücke.txt": Buffer.from("Die Br\u00fccke h\u00e4lt.\n", "latin1"),
      "docs/latest": { bytes: Buffer.from("orbit.md"), mode: "120000" },
      "docs/elsewhere": { bytes: Buffer.from("/etc/hosts"), mode: "120000" },
      ".gitmodules":
        '[submodule "rcs"]\n\tpath = third_party/rcs\n\turl = https://github.com/orbital/rcs.git\n',
      "third_party/rcs": { commit: SUBMODULE },
    },
  },
  {
    by: "ben",
    date: "2026-08-11T14:00:00Z",
    message: "Test on every push",
    files: { ".github/workflows/ci.yml": "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n" },
    branch: "feature/soft-landing",
  },
  {
    by: "ada",
    date: "2026-09-30T11:30:00Z",
    message: "Cut the engine sooner",
    files: { "src/guidance.c": guidance(140), "web/gauge.tsx": null },
  },
];

/** After the release. */
export const ARCHIVE: Step = {
  by: "ben",
  date: "2026-10-12T16:20:00Z",
  message: "Move the notes, and write the log of the flight",
  files: {
    "docs/altitude.md": null,
    "docs/units.md": "Altitude is in metres.\n",
    "docs/flight.log": Array.from(
      { length: 900 },
      (_, n) => `T+${n} s: altitude ${1000 - n} m, all well`,
    ).join("\n"),
  },
};

/** Of `orbital/ledger`. */
export const FIRST: Step = {
  by: "ada",
  date: "2026-05-05T08:00:00Z",
  message: "Count what it costs",
  files: { "costs.py": "BUDGET = 41_000_000\n" },
};
