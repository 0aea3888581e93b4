import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** WCAG 2.2, 1.4.3: text of a normal size. */
const TEXT = 4.5;
/** WCAG 2.2, 1.4.11: what has to be seen to understand a picture. */
const PICTURE = 3;

const SHEET = readFileSync(new URL('./colors.css', import.meta.url), 'utf8');

/** The colours of a scheme that are written as six hexadecimal digits. */
function paletteOf(scheme: 'light' | 'dark'): ReadonlyMap<string, string> {
  const block = (selector: string): string => SHEET.split(`${selector} {`)[1]?.split('}')[0] ?? '';
  const both = block(':root[data-mantine-color-scheme]');
  const own = block(`:root[data-mantine-color-scheme='${scheme}']`);
  return new Map(
    [...`${own}${both}`.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast ratio of two colours as WCAG computes it, 1 to 21. */
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((one, other) => other - one);
  return (high + 0.05) / (low + 0.05);
}

const PLAIN = ['--paper', '--panel', '--sunk'];
const SOFT = ['--accent-soft', '--good-soft', '--warn-soft', '--bad-soft'];
const PAIRS: readonly (readonly [string, readonly string[], number])[] = [
  ['--ink', [...PLAIN, ...SOFT], TEXT],
  ['--muted', [...PLAIN, ...SOFT], TEXT],
  ['--accent', [...PLAIN, ...SOFT], TEXT],
  ['--good', [...PLAIN, '--good-soft'], TEXT],
  ['--warn', [...PLAIN, '--warn-soft'], TEXT],
  ['--bad', [...PLAIN, '--bad-soft'], TEXT],
  ['--busy', [...PLAIN, ...SOFT], TEXT],
  ...[1, 2, 3, 4, 5, 6, 7].map((line) => [`--chart-${line}`, ['--panel'], PICTURE] as const),
];

it('knows the contrast of black on white, and of a grey that passes just so', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

describe.each(['light', 'dark'] as const)('the %s palette', (scheme) => {
  const palette = paletteOf(scheme);
  const color = (name: string): string => {
    const value = palette.get(name);
    if (value === undefined) throw new Error(`${name} is no colour of the ${scheme} palette`);
    return value;
  };

  it.each(PAIRS.flatMap(([name, grounds, least]) => grounds.map((ground) => [name, ground, least] as const)))(
    '%s on %s has a contrast of at least %d',
    (name, ground, least) => expect(contrast(color(name), color(ground))).toBeGreaterThanOrEqual(least),
  );

  it.each([
    ['--mantine-primary-color-filled'],
    ['--mantine-primary-color-filled-hover'],
    ['--mantine-color-red-filled'],
    ['--mantine-color-red-filled-hover'],
  ])('white on %s has a contrast of text', (ground) =>
    expect(contrast('#ffffff', color(ground))).toBeGreaterThanOrEqual(TEXT),
  );
});
