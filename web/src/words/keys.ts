export const keyWords = {
  title: "Keyboard shortcuts",
  groups: { page: "On this page", everywhere: "Everywhere", go: "Go to" },
  palette: "Open the command palette",
  search: "Search on this page",
  list: "Show this list",
  undo: "Undo what was just done",
  close: "Close a dialog, drawer or menu",
  single: "Single-key shortcuts",
  singleHint:
    "Keys without Ctrl or Cmd. Kept in this browser, for you alone. Ctrl and Cmd shortcuts always work.",
  on: "Single-key shortcuts are on",
  off: "Single-key shortcuts are off",
  andThen: "then",
  nothingToUndo: "There is nothing to undo.",
} as const;
