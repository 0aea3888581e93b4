/** A message in Debezium's format, of a row in a table that does not exist. */
export function cdcMessage(payload: {
  readonly op: string;
  readonly before?: object;
  readonly after?: object | null;
}): Buffer {
  return Buffer.from(JSON.stringify({ before: null, after: null, source: {}, ...payload }));
}
