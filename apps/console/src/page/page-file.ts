/** What a path of the page is: a file with a hash in its name, another file, the page itself, or nothing. */
export type PageFile =
  | { readonly kind: 'asset' | 'file'; readonly name: string }
  | { readonly kind: 'page' }
  | { readonly kind: 'nothing' };

const ASSET = /^\/(assets\/[\w-][\w.-]*)$/;
const FILE = /^\/([\w-][\w.-]*\.[a-z0-9]+)$/;
/** Addresses of programs: a mistyped one is an error, not a page. */
const OF_PROGRAMS = /^\/(api|auth|health|metrics|docs|docs-json)(\/|$)/;

/** Reads a path without its query. Every other path is one of the page's own router. */
export function pageFile(path: string): PageFile {
  if (OF_PROGRAMS.test(path)) return { kind: 'nothing' };
  const asset = ASSET.exec(path)?.[1];
  if (asset !== undefined) return { kind: 'asset', name: asset };
  if (path.startsWith('/assets/')) return { kind: 'nothing' };
  const file = FILE.exec(path)?.[1];
  return file === undefined || file === 'index.html' ? { kind: 'page' } : { kind: 'file', name: file };
}
