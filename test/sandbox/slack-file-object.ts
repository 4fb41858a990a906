import type { SlackFileRow, SlackServer } from "./slack-server.ts";

export const FILES = "https://files.slack.com";

/** https://docs.slack.dev/reference/objects/file-object */
export function shownFile({ teamId, options }: SlackServer, file: SlackFileRow): Record<string, unknown> {
  const { bytes, more, shares, ...rest } = file;
  const slug = encodeURIComponent(file.name.toLowerCase().replace(/[^\p{L}\p{N}.]+/gu, "_"));
  const of = (kind: "public" | "private") => Object.keys(shares[kind]);
  return {
    ...rest,
    timestamp: file.created,
    pretty_type: file.filetype.toUpperCase(),
    editable: file.mode === "snippet",
    size: bytes.byteLength,
    is_external: false,
    external_type: "",
    is_public: of("public").length > 0,
    url_private: `${FILES}/files-pri/${teamId}-${file.id}/${slug}`,
    url_private_download: `${FILES}/files-pri/${teamId}-${file.id}/download/${slug}`,
    permalink: `https://${options.team.domain}.slack.com/files/${file.user}/${file.id}/${slug}`,
    channels: of("public"),
    groups: of("private").filter((id) => !id.startsWith("D")),
    ims: of("private").filter((id) => id.startsWith("D")),
    shares,
    ...more,
  };
}
