import { expect, it } from '@jest/globals';
import { unclearName } from './unclear-name.js';

const unseen = (point: string): string => `holds U+${point}, which a reader cannot see`;
const EDGE = 'begins or ends with a blank';

it.each<[string, string, string | null]>([
  ['letters', 'Ab-12/3', null],
  ['a blank inside', 'a b', null],
  ['two blanks inside', 'a  b', null],
  ['a combining mark', 'e\u0301', null],
  ['an emoji', '💡', null],
  ['a script from right to left', 'שלום', null],
  ['ideographs', '倉庫-2', null],
  ['a private character', '\ue000', null],
  ['a blank before', ' a', EDGE],
  ['a blank behind', 'a ', EDGE],
  ['a blank alone', ' ', EDGE],
  ['a blank that does not break', 'a\u00a0b', unseen('00A0')],
  ['an ideographic blank', 'a\u3000', unseen('3000')],
  ['a thin blank', '\u2009a', unseen('2009')],
  ['a soft hyphen', 'a\u00adb', unseen('00AD')],
  ['a character of no width', 'a\u200bb', unseen('200B')],
  ['a joiner, also in an emoji', '👩\u200d👧', unseen('200D')],
  ['a word joiner', 'a\u2060', unseen('2060')],
  ['a byte order mark', '\ufeffa', unseen('FEFF')],
  ['an override of the direction', '\u202eabc', unseen('202E')],
  ['an isolate', 'a\u2066b', unseen('2066')],
  ['a mark of direction', 'a\u200e', unseen('200E')],
  ['a separator of lines', 'a\u2028b', unseen('2028')],
  ['a separator of paragraphs', 'a\u2029b', unseen('2029')],
  ['a variation selector', '✈\ufe0f', unseen('FE0F')],
  ['a filler', '\u3164', unseen('3164')],
  ['a joiner of graphemes', 'a\u034fb', unseen('034F')],
  ['a tag beyond the first plane', 'a\u{e0041}', unseen('E0041')],
  ['an empty braille cell', '\u2800', unseen('2800')],
])('a name with %s', (_what, name, why) => expect(unclearName(name)).toBe(why));
