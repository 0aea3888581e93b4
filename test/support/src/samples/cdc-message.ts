/** A message as Debezium writes it, of a row in no table that there is. */
export function cdcMessage(payload: {
  readonly op: string;
  readonly before?: object;
  readonly after?: object | null;
}): Buffer {
  return Buffer.from(
    JSON.stringify({
      schema: { type: 'struct' },
      payload: { before: null, after: null, source: {}, ...payload },
    }),
  );
}
