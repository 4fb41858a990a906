import { checked, hostsOf, named, type Target, unbounded } from "../kit/index.ts";

interface Placed {
  parent_id?: string | undefined;
  source?: string | undefined;
}

/** Which folders a file lies in is seen when it is read. */
export const file = (): Target[] => [checked("folders")];

/** Without a folder it goes to the top of My Drive. */
export const folder = ({ parent_id = "root" }: Placed): Target[] => named("folders", parent_id);

export const newFile = (asked: Placed): Target[] => [...folder(asked), ...hostsOf(asked.source)];

export const content = ({ source }: Placed): Target[] => [checked("folders"), ...hostsOf(source)];

/** A file, and the folder that it or its copy goes to. */
export const moved = ({ parent_id }: Placed): Target[] => [...file(), ...named("folders", parent_id)];

/** Where others may see it then. Whoever has access to a file reads its name. */
export const movedTo = ({ parent_id, name }: Placed & { name?: string | undefined }): Target[] => [
  ...(name === undefined ? [] : file()),
  ...named("folders", parent_id),
];

export const listed = (asked: { folder_id: string; shared_drive_id?: string | undefined }): Target[] =>
  named("folders", asked.folder_id === "root" ? (asked.shared_drive_id ?? "root") : asked.folder_id);

/** A search is bounded by the folder whose files it looks through, unless Drive's own language can say otherwise. */
export const searched = (asked: { in_folder?: string | undefined; raw_q?: string | undefined }): Target[] =>
  asked.in_folder === undefined || asked.raw_q !== undefined
    ? [unbounded("folders")]
    : named("folders", asked.in_folder);

export const shared = (asked: { type: string; principal?: string | undefined }): Target[] => [
  ...file(),
  ...sharedWith(asked),
];

/** With a link anybody may be a reader. */
export const sharedWith = ({
  type,
  principal,
}: {
  type: string;
  principal?: string | undefined;
}): Target[] =>
  type === "anyone" || principal === undefined
    ? [unbounded("recipient_domains")]
    : named("recipient_domains", principal);
