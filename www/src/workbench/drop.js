// What was dropped or pasted: one file, or why it is none.

/** @typedef {{ file?: File, wrong?: "folder" | "several" }} Dropped Neither where there is no file in it. */

/** @param {DataTransfer} transfer @returns {Dropped} */
export function dropped(transfer) {
  const [file, ...others] = transfer.files;
  if (others.length > 0) return { wrong: "several" };
  // A folder comes as a file that cannot be read.
  const [item] = Array.from(transfer.items).filter(({ kind }) => kind === "file");
  return item?.webkitGetAsEntry?.()?.isDirectory ? { wrong: "folder" } : { file };
}
