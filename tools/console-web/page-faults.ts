/** Most JavaScript that the first page loads, gzipped bytes. */
export const MAX_FIRST_PAGE = 250 * 1024;

/** A chunk of the build, as Vite's manifest tells it. */
export interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  /** Keys of chunks that are loaded with it; those that are loaded later are not named here. */
  readonly imports?: readonly string[];
}

/** Vite's manifest, by source. */
export type Manifest = Readonly<Record<string, Chunk>>;

/** The JavaScript that is loaded before the first screen: the entry and all that it imports, each once. */
export function firstPage(manifest: Manifest): readonly string[] {
  const seen = new Set<string>();
  const visit = (key: string): void => {
    if (seen.has(key)) return;
    seen.add(key);
    manifest[key]?.imports?.forEach(visit);
  };
  Object.entries(manifest)
    .filter(([, { isEntry }]) => isEntry === true)
    .forEach(([key]) => visit(key));
  return [...seen].flatMap((key) => manifest[key]?.file ?? []).filter((file) => file.endsWith('.js'));
}

/** What of a built file `default-src 'self'` would refuse, one sentence each. */
export function policyFaults(file: string, text: string): readonly string[] {
  if (file.endsWith('.html'))
    return [
      ...(/<script(?![^>]*\bsrc=)/.test(text) ? [`${file}: a script in the page`] : []),
      ...(/<style|\sstyle=|\son[a-z]+=/.test(text) ? [`${file}: a style or a handler in the page`] : []),
      ...(/(src|href)="(https?:)?\/\//.test(text) ? [`${file}: an address of another site`] : []),
    ];
  if (file.endsWith('.css'))
    return /url\(["']?(data:|https?:|\/\/)/.test(text)
      ? [`${file}: an address that is not of this site`]
      : [];
  if (file.endsWith('.js'))
    return /\bnew Function\(|\beval\(/.test(text) ? [`${file}: text that becomes code`] : [];
  return [];
}
