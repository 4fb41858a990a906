export const argumentList = {
  itTakesNoArguments: "It takes no arguments.",
  characters: (text: number) => `${text} characters`,
  holdsCharacters: "Holds characters that are invisible or look like others. Read it letter by letter.",
} as const;

export const readable = {
  noName: "(no name)",
  emptyText: "(empty text)",
  emptyList: "(empty list)",
  leftOut: "(left out: it looks like a secret)",
  cut: (given: string, length: number) => `${given}\n\n(the first ${given.length} of ${length} characters)`,
} as const;
