import QueryStream from 'pg-query-stream';
import { BoundClient } from '@stockproof/postgres';
import { computeSellableAvailability, readLedgerLine, ReplayFold } from '@stockproof/replay';
import { copyLedgerSql } from '../../../apps/recovery/src/flows/ledger/sql/ledger.js';

/** The same columns, digest and fold, read as rows through pg-query-stream. Events per second. */
export async function queryStreamRate(url: string): Promise<{ rate: number; offers: number }> {
  const client = new BoundClient(url);
  await client.connect();
  try {
    const select = copyLedgerSql('true')
      .replace(/^\s*COPY \(/, '')
      .replace(/\) TO STDOUT[\s\S]*$/, '');
    const fold = new ReplayFold(computeSellableAvailability);
    const began_ms = performance.now();
    const stream = client.query(
      new QueryStream(select, [], { batchSize: 1_000, rowMode: 'array' } as object),
    );
    for await (const row of stream) {
      const line = (row as readonly (string | number | null)[]).map((field) => field ?? '').join('\u001f');
      const read = readLedgerLine(Buffer.from(line));
      if (read !== null) fold.add(read);
    }
    fold.finish();
    return { rate: (fold.read / (performance.now() - began_ms)) * 1_000, offers: fold.offers.size };
  } finally {
    await client.end();
  }
}
