import {
  findBrokenChainsSql,
  findChangedHistorySql,
  findVersionGapsSql,
} from '../../../libs/verification/src/sql/find-broken-history.js';
import {
  findNegativeStockSql,
  findWrongBucketsSql,
  findWrongTotalsSql,
} from '../../../libs/verification/src/sql/find-wrong-stock.js';
import { readSourcesSql } from '../../../libs/verification/src/sql/read-sources.js';
import { findNewestSigned } from '../../../apps/recovery/src/evidence/sql/signed-heads.js';
import { readChainEnd } from '../../../apps/recovery/src/evidence/sql/evidence.js';
import { countApplied, readOutcomes } from '../../../apps/recovery/src/engine/sql/repair-outcomes.js';
import {
  readWalPosition,
  writeBarrierHeartbeat,
} from '../../../apps/recovery/src/flows/histories/sql/capture.js';
import { copyLedgerSql, countRedeliveries } from '../../../apps/recovery/src/flows/ledger/sql/ledger.js';
import { findOrphanLocations, readViewRows } from '../../../apps/recovery/src/flows/histories/sql/view.js';
import { readStreamHeads, measureRadius } from '../../../apps/recovery/src/flows/scope/sql/offers.js';
import { readConfidence } from '../../../apps/recovery/src/evidence/sql/offer-confidence.js';
import { readPositions, readProjection } from '../../../apps/recovery/src/flows/histories/sql/projection.js';
import type { Queryable } from '@stockproof/postgres';
import { type InScope, readCondition } from './scopes.js';

/** Placeholder for a condition; no statement contains it. */
const MARK = '\u0000';

/** The text that a module sends, without a database. */
function sentBy(send: (db: Queryable) => Promise<unknown>): string {
  let sent = '';
  const query = (asked: string | { readonly text: string }): Promise<{ rows: never[] }> => {
    sent ||= typeof asked === 'string' ? asked : asked.text;
    return Promise.resolve({ rows: [] });
  };
  send({ query } as Queryable).catch(() => undefined);
  return sent;
}

/** The statements that recovery sends unprepared, because most of them contain a condition. */
const TEXTS: Readonly<Record<string, string>> = {
  'find-broken-chains': findBrokenChainsSql(MARK),
  'find-changed-history': findChangedHistorySql,
  'find-negative-stock': findNegativeStockSql(MARK),
  'find-version-gaps': findVersionGapsSql(MARK),
  'find-wrong-buckets': findWrongBucketsSql(MARK),
  'find-wrong-totals': findWrongTotalsSql(MARK),
  'read-sources': readSourcesSql(MARK),
  'copy-ledger': copyLedgerSql(MARK),
  'find-newest-signed': sentBy((db) => findNewestSigned(db, 'ledger', MARK)),
  'lock-chain': sentBy(readChainEnd),
  'count-applied': sentBy((db) => countApplied(db, 'sku', '')),
  'read-outcomes': sentBy((db) => readOutcomes(db, [])),
  'count-redeliveries': sentBy((db) => countRedeliveries(db, MARK)),
  'find-orphan-locations': sentBy((db) => findOrphanLocations(db, MARK)),
  'read-barrier': sentBy((db) => readStreamHeads(db, MARK)),
  'read-confidence': sentBy((db) => readConfidence(db, MARK)),
  'read-positions': sentBy((db) => readPositions(db, '', '', '')),
  'read-projection': sentBy(readProjection),
  'read-view-rows': sentBy((db) => readViewRows(db, MARK)),
  'read-wal-position': sentBy(readWalPosition),
  'write-barrier-heartbeat': sentBy(writeBarrierHeartbeat),
  'measure-radius': sentBy((db) => measureRadius(db, MARK)),
};

const PARTS = Object.entries(TEXTS).map(([name, text]) => [name, text.split(MARK)] as const);

/** A statement that is identified by its text. */
export interface ReadText {
  readonly name: string;
  readonly scope: InScope;
  /** The text without its condition. */
  readonly template: string;
}

/** The statement of a text, and its scope; null: the simulation has no model of it. */
export function readText(text: string): ReadText | null {
  for (const [name, [head = '', behind]] of PARTS) {
    if (behind === undefined ? text !== head : !text.startsWith(head)) continue;
    if (behind === undefined) return { name, scope: () => true, template: text };
    const end = behind === '' ? text.length : text.indexOf(behind, head.length);
    return { name, scope: readCondition(text.slice(head.length, end)), template: TEXTS[name] ?? '' };
  }
  return null;
}
