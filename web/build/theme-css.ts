import {
  type ConvertCSSVariablesInput,
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from "@mantine/core";
import type { Plugin } from "vite";
import { cssVariables, theme } from "../src/theme.ts";

/** Mantine's palettes that nothing here is painted with: a tenth of the stylesheet that every page waits for. */
const UNUSED =
  /^--mantine-color-(red|pink|grape|violet|indigo|blue|cyan|teal|green|lime|yellow|orange)-|^--mantine-color-success$/;

const used = (variables: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => !UNUSED.test(name)));

const id = "virtual:theme.css";

/** Mantine would write its variables into a style tag at run time, which the CSP refuses; this makes them a file. */
export function themeCss(): Plugin {
  return {
    name: "valetkey:theme-css",
    resolveId: (source) => (source === id ? id : undefined),
    load: (source) => (source === id ? convertCssVariables(merged()) : undefined),
  };
}

function merged(): ConvertCSSVariablesInput {
  const full = mergeMantineTheme(DEFAULT_THEME, theme);
  const base = defaultCssVariablesResolver(full);
  const own = cssVariables(full);
  return {
    variables: used({ ...base.variables, ...own.variables }),
    light: used({ ...base.light, ...own.light }),
    dark: used({ ...base.dark, ...own.dark }),
  };
}
