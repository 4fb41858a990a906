import {
  type ConvertCSSVariablesInput,
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from "@mantine/core";
import type { Plugin } from "vite";
import { cssVariables, theme } from "../src/theme.ts";

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
    variables: { ...base.variables, ...own.variables },
    light: { ...base.light, ...own.light },
    dark: { ...base.dark, ...own.dark },
  };
}
