import { createElement, Fragment, type ReactNode } from "react";

/**
 * A whole sentence that holds elements, in the order that its language wants:
 * `` kept: (account: ReactNode) => line`Keep ${account} as it is.` ``
 */
export const line = (words: TemplateStringsArray, ...parts: readonly ReactNode[]): ReactNode =>
  createElement(Fragment, null, ...words.flatMap((text, index) => [text, parts[index]]));
