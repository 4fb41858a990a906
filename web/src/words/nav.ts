/** The frame around every page. */
export const nav = {
  collapse: "Collapse navigation",
  expand: "Expand navigation",
  open: "Open navigation",
  title: "Navigation",
  shortcuts: "Keyboard shortcuts",
  find: "Find and do",
  findHint: "Search pages, connectors, agents and actions",
} as const;
