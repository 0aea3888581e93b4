/** A field of an update that a column of a file can fill. The id, the seller and the version of the schema are made by the page. */
export interface ImportField {
  readonly name: string;
  readonly required: boolean;
  /** A whole number; all others are texts. */
  readonly number: boolean;
  /** Names of columns that mean it, in small letters without blanks and signs. */
  readonly known_as: readonly string[];
}

const field = (name: string, options: Partial<ImportField> = {}): ImportField => ({
  ...{ name, required: false, number: false, known_as: [] },
  ...options,
});

/** The fields of an update, in the order of the form. `event_time` may be the same for the whole file. */
export const IMPORT_FIELDS: readonly ImportField[] = [
  field('sku', { required: true, known_as: ['article', 'item', 'itemid', 'productid', 'articlenumber'] }),
  field('quantity', {
    required: true,
    number: true,
    known_as: ['qty', 'count', 'stock', 'units', 'amount', 'onhand'],
  }),
  field('operation', { known_as: ['op', 'type', 'movement'] }),
  field('event_time', { known_as: ['time', 'timestamp', 'date', 'at', 'happenedat'] }),
  field('bucket_type', { known_as: ['bucket', 'condition'] }),
  field('location_id', { known_as: ['location', 'warehouse', 'site', 'place'] }),
  field('to_bucket_type', { known_as: ['tobucket'] }),
  field('to_location_id', { known_as: ['tolocation', 'towarehouse'] }),
  field('reason'),
  field('reference', { known_as: ['document', 'purchaseorder', 'po'] }),
  field('expected_quantity', { number: true, known_as: ['expected'] }),
];

/** By field, the column that fills it, counted from 0; a field that is not there is filled by none. */
export type ColumnMapping = Readonly<Record<string, number>>;

/** The columns that the names of a header mean, each once, in the order of the fields. Pure. */
export function guessMapping(header: readonly string[]): ColumnMapping {
  const names = header.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''));
  const used = new Set<number>();
  const pairs = IMPORT_FIELDS.flatMap(({ name, known_as }): [string, number][] => {
    const wanted = [name.replaceAll('_', ''), ...known_as];
    const column = names.findIndex((one, at) => !used.has(at) && wanted.includes(one));
    if (column < 0) return [];
    used.add(column);
    return [[name, column]];
  });
  return Object.fromEntries(pairs);
}

/** What stands in the way of checking a file with this mapping; '' if nothing does. Pure. */
export function mappingFault(mapping: ColumnMapping, same: ForWholeFile): string {
  const missing = IMPORT_FIELDS.filter(({ name, required }) => required && mapping[name] === undefined);
  if (missing.length > 0) return `say which column is ${missing.map(({ name }) => name).join(' and ')}`;
  if (mapping['operation'] === undefined && same.operation === '') return 'say which operation the rows are';
  if (mapping['event_time'] === undefined && Number.isNaN(Date.parse(same.event_time)))
    return 'say when it happened, as 2026-06-19T18:23:11Z';
  return '';
}

/** What is the same for every row that has no column for it. */
export interface ForWholeFile {
  readonly operation: string;
  /** RFC 3339. */
  readonly event_time: string;
}
