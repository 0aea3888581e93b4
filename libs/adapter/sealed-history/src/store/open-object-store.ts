import { fileURLToPath } from 'node:url';
import { FolderStore } from './folder-store.js';
import type { ObjectStore } from './object-store.js';
import { type S3Place, S3Store } from './s3-store.js';

/**
 * Opens the store of a URL: `file:///folder`, which is created with the first object, or
 * `s3://bucket/prefix?endpoint=http://host:port&region=eu-central-1` (both parameters optional). Nothing is
 * read or written yet. Throws RangeError for any other URL.
 */
export function openObjectStore(url: string): ObjectStore {
  const parsed = URL.parse(url);
  if (parsed?.protocol === 'file:') return new FolderStore(fileURLToPath(parsed));
  if (parsed?.protocol === 's3:') return new S3Store(placeOf(parsed));
  throw new RangeError('the URL of an object store begins with file:// or s3://');
}

const PARAMETERS = ['endpoint', 'region'];

function placeOf({ hostname, pathname, searchParams, username, password }: URL): S3Place {
  const unknown = [...searchParams.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) throw new RangeError(`an s3:// URL has no parameter ${unknown}`);
  if (username !== '' || password !== '') throw new RangeError('an s3:// URL has no credentials');
  if (hostname === '') throw new RangeError('an s3:// URL names a bucket');
  const path = pathname.replace(/^\/+|\/+$/g, '');
  return {
    bucket: hostname,
    prefix: path === '' ? '' : `${path}/`,
    endpoint: searchParams.get('endpoint'),
    region: searchParams.get('region'),
  };
}
