import type { SourceFile } from '../rules.js';

const CITED = /docs\/design\.md#([a-z0-9-]+)/g;

/** The anchors that GitHub gives the headings of a Markdown text. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Every rule of the design that a file cites and that is not there, as `path: anchor`. */
export function unknownRules({ path, text }: SourceFile, anchors: ReadonlySet<string>): string[] {
  return [...text.matchAll(CITED)]
    .map(([, anchor = '']) => anchor)
    .filter((anchor) => !anchors.has(anchor))
    .map((anchor) => `${path}: docs/design.md#${anchor}`);
}

/** A rule cited by a number that no document defines. */
export function numberedRules({ path, text }: SourceFile): string[] {
  return [...text.matchAll(/\((design, )?rules? \d+[^)]*\)/g)].map(([cited]) => `${path}: ${cited}`);
}
