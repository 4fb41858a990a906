/** https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api */
export function githubFailed(
  status: number,
  message: string,
  headers: Record<string, string> = {},
): Response {
  const documentation_url = "https://docs.github.com/rest";
  return Response.json({ message, documentation_url, status: String(status) }, { status, headers });
}

export const badCredentials = (): Response => githubFailed(401, "Bad credentials");
/** Also what private things answer to those who may not see them. */
export const notFound = (headers: Record<string, string> = {}): Response =>
  githubFailed(404, "Not Found", headers);
export const notForApps = (headers: Record<string, string> = {}): Response =>
  githubFailed(403, "Resource not accessible by integration", headers);

/** Items of one page with the `Link` header: https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
export function pageOf<T>(
  items: readonly T[],
  url: URL,
): { items: readonly T[]; headers: Record<string, string> } {
  const per = Math.min(Math.max(Number(url.searchParams.get("per_page")) || 30, 1), 100);
  const page = Math.max(Number(url.searchParams.get("page")) || 1, 1);
  const last = Math.max(Math.ceil(items.length / per), 1);
  const link = (to: number, rel: string) => {
    const at = new URL(url);
    at.searchParams.set("page", String(to));
    return `<${at.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, "prev"), link(1, "first")] : []),
    ...(page < last ? [link(page + 1, "next"), link(last, "last")] : []),
  ];
  return {
    items: items.slice((page - 1) * per, page * per),
    headers: links.length > 0 ? { link: links.join(", ") } : {},
  };
}
