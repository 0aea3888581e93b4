/** Per offer, the newest version of the ledger and its latest times. */
export const readSourcesSql = (scope: string): string => SQL.replaceAll('{scope}', scope);

const SQL = `
  SELECT seller_id, sku, max(version) AS version, max(event_time) AS newest_event_time,
    max(accepted_at) AS newest_accepted_at
  FROM inventory_transaction WHERE {scope} GROUP BY seller_id, sku`;

/** The newest version of an offer in the ledger, with its latest times. */
export interface SourceRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly version: number;
  readonly newest_event_time: Date;
  readonly newest_accepted_at: Date;
}
