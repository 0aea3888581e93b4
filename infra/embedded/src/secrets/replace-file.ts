import { rename, writeFile } from 'node:fs/promises';

/** Replaces a file of its owner's whole (0600), so that nobody ever reads half of it. Its folder is there. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const partial = `${file}.${process.pid}.partial`;
  await writeFile(partial, text, { mode: 0o600 });
  await rename(partial, file);
}
