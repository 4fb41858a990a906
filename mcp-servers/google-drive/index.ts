import { defineServer } from "../kit/index.ts";
import { driveCopyFile } from "./copy-file.ts";
import { driveCreateFile } from "./create-file.ts";
import { driveCreateFolder } from "./create-folder.ts";
import { driveFile } from "./file-resource.ts";
import { driveGetDownloadLink } from "./get-download-link.ts";
import { driveGetFile } from "./get-file.ts";
import { driveListFolder } from "./list-folder.ts";
import { driveListPermissions } from "./list-permissions.ts";
import { driveListSharedDrives } from "./list-shared-drives.ts";
import { driveOrganizeFile } from "./organize-file.ts";
import { driveReadFile } from "./read-file.ts";
import { driveSearchFiles } from "./search-files.ts";
import { driveShareFile } from "./share-file.ts";
import { driveTrashFile } from "./trash-file.ts";
import { driveUnshareFile } from "./unshare-file.ts";
import { driveUpdateContent } from "./update-content.ts";

export const drive = defineServer({
  id: "google_drive",
  provider: "google",
  title: "Google Drive",
  description: "Find, read, create, organize and share files in My Drive and shared drives.",
  baseUrl: "https://www.googleapis.com/drive/v3",
  bases: {
    upload: "https://www.googleapis.com/upload/drive/v3",
    docs: "https://docs.googleapis.com/v1",
    sheets: "https://sheets.googleapis.com/v4",
    slides: "https://slides.googleapis.com/v1",
  },
  tools: [
    driveSearchFiles,
    driveListFolder,
    driveGetFile,
    driveReadFile,
    driveGetDownloadLink,
    driveCreateFile,
    driveCreateFolder,
    driveUpdateContent,
    driveOrganizeFile,
    driveCopyFile,
    driveListPermissions,
    driveShareFile,
    driveUnshareFile,
    driveTrashFile,
    driveListSharedDrives,
  ],
  resources: [driveFile],
});
