/** The JSON Patch of a text; null where the text is empty, and messages are sent as they are. */
export interface ReadPatch {
  readonly value: readonly object[] | null;
  /** What is wrong with the text. */
  readonly problem: string | null;
}

/** Reads a JSON Patch. Whether its operations are known and fit is for the service. Pure. */
export function readPatch(text: string): ReadPatch {
  if (text.trim() === '') return { value: null, problem: null };
  try {
    const value: unknown = JSON.parse(text);
    const operations = Array.isArray(value) && value.length > 0 && value.every(isObject);
    return operations
      ? { value: value as readonly object[], problem: null }
      : { value: null, problem: 'A JSON Patch is a list of operations.' };
  } catch {
    return { value: null, problem: 'This is no JSON.' };
  }
}

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
