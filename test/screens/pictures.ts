import { SHOTS } from "./camera.ts";
import type { View } from "./view.ts";

/** The page that lists every picture; docs/screens/README.md. */
export function indexOf(views: readonly View[]): string {
  const rows = views.map(({ name, title, route }) => {
    const pictures = SHOTS.map((shot) => `[${shot.replace("-", " ")}](${name}-${shot}.webp)`);
    return `| ${title} | ${route === undefined ? "" : `\`${route}\``} | ${pictures.join(" · ")} |`;
  });
  return `# Every page, in pictures
\`npm run screens\` makes them, and this list: a real gateway with emulated providers, and a company that has used it for a week. The second column is the page's route in \`web/src/routes.tsx\`.

| What | Route | Pictures |
|---|---|---|
${rows.join("\n")}
`;
}
