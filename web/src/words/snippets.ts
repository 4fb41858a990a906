/** Where a client takes a server, and how it is taken out again, in the words of each client's own menus. */
export const snippetWords = {
  names: {
    mcpJson: "mcp.json (most clients)",
    claude: "Claude",
    claudeCode: "Claude Code",
    chatgpt: "ChatGPT",
    cursor: "Cursor",
    vscode: "VS Code",
    inspector: "Inspector",
    tsV1: "TypeScript SDK v1",
    tsV2: "TypeScript SDK v2",
    pyV1: "Python SDK v1",
    pyV2: "Python SDK v2",
  },
  file: {
    remove: "Take the entry out of the file and start the client again.",
  },
  claude: {
    where: "Customize → Connectors → Add custom connector",
    remove: "Customize → Connectors → the connector → Remove. Then end it under Allowed apps here.",
  },
  chatgpt: {
    where: "Settings → Apps → Advanced settings → Developer mode, then Create app",
    remove: "Settings → Apps → the app → Delete. Then end it under Allowed apps here.",
  },
  cursor: {
    remove: "Take the entry out of ~/.cursor/mcp.json.",
  },
  vscode: {
    token: "Valetkey token",
    where: ".vscode/mcp.json; it asks for the token once and keeps it",
    remove: "Take the entry out of .vscode/mcp.json.",
  },
  inspector: {
    remove: "Nothing is kept: it is a single run.",
  },
  program: {
    remove: "Take it out of the program; the token is then revoked here.",
  },
} as const;
