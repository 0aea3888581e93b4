/** Whether a row with seller_id and sku is in a scope. */
export type InScope = (row: Readonly<Record<string, unknown>>) => boolean;

const LITERAL = /'((?:[^']|'')*)'/g;
const ITEM = /"((?:[^"\\]|\\.)*)"/g;

/** Parses the conditions that recovery writes into its statements. Throws for an unknown one. */
export function readCondition(text: string): InScope {
  if (text === 'true') return () => true;
  const arrays = text.split('::text[]').slice(0, -1).map(valuesIn);
  const [first = [], second = []] = arrays;
  if (text.startsWith('sku = ANY (')) return ({ sku }) => first.includes(String(sku));
  if (text.startsWith('seller_id = ANY (')) return ({ seller_id }) => first.includes(String(seller_id));
  if (!text.startsWith('(seller_id, sku) IN (SELECT * FROM unnest('))
    throw new Error(`the simulation does not know ${text}`);
  const names = new Set(first.map((seller_id, index) => `${seller_id}\u001f${second[index]}`));
  return ({ seller_id, sku }) => names.has(`${String(seller_id)}\u001f${String(sku)}`);
}

/** The values of `ARRAY['a', 'b']` or of `'{"a","b"}'`. */
function valuesIn(text: string): string[] {
  const literals = [...text.matchAll(LITERAL)].map(([, value = '']) => value.replaceAll("''", "'"));
  if (text.includes('ARRAY[')) return literals;
  return [...(literals.at(-1) ?? '').matchAll(ITEM)].map(([, value = '']) => value.replace(/\\(.)/g, '$1'));
}
