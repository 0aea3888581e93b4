import { fileURLToPath } from 'node:url';
import { FolderStore } from './folder-store.js';
import type { ObjectStore } from './object-store.js';

/** Opens the store of a URL: `file:///folder`, created with the first object. RangeError for any other. */
export function openObjectStore(url: string): ObjectStore {
  const parsed = new URL(url);
  if (parsed.protocol === 'file:') return new FolderStore(fileURLToPath(parsed));
  throw new RangeError(`not the URL of an object store: ${parsed.protocol}`);
}
