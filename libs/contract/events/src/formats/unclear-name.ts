/**
 * What a reader cannot see, or what turns the text around it: all format characters (zero width, joiners, soft
 * hyphen, byte order mark, directions), all that is drawn as nothing (fillers, variation selectors), separators
 * of lines, each blank but the common one, and the blank braille cell. Combining marks are visible and may be.
 */
const UNSEEN = /[\p{Cf}\p{Zl}\p{Zp}\p{DI}\u2800]|(?! )\p{Zs}/u;
const EDGE_BLANK = /^ | $/;

/**
 * Why a name cannot be told from another by its reader: it begins or ends with a blank, or holds a character
 * that is not seen, which is named by its code point. Null if it is clear. Such names made silent twins of
 * offers (docs/semantics.md#names). The classes are those of the runtime's Unicode version.
 */
export function unclearName(name: string): string | null {
  if (EDGE_BLANK.test(name)) return 'begins or ends with a blank';
  const [unseen] = UNSEEN.exec(name) ?? [];
  return unseen === undefined ? null : `holds ${codePoint(unseen)}, which a reader cannot see`;
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
