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

/** Every cited design rule that does not exist, as `path: anchor`. */
export function unknownRules({ path, text }: SourceFile, anchors: ReadonlySet<string>): string[] {
  return [...text.matchAll(CITED)]
    .map(([, anchor = '']) => anchor)
    .filter((anchor) => !anchors.has(anchor))
    .map((anchor) => `${path}: docs/design.md#${anchor}`);
}

/** A rule that is cited by a number which no document defines. */
export function numberedRules({ path, text }: SourceFile): string[] {
  return [...text.matchAll(/\((design, )?rules? \d+[^)]*\)/g)].map(([cited]) => `${path}: ${cited}`);
}
