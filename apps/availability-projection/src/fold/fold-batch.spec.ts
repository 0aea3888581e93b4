import { offerKey } from '@stockproof/events';
import { describe, expect, it } from '@jest/globals';
import { aChange } from '@stockproof/testing/kit';
import type { CdcMessage } from './decode-cdc-message.js';
import { foldBatch } from './fold-batch.js';
import type { LedgerChange } from './ledger-change.js';
import type { Anomaly, ViewOffer } from '../view/view.js';

let offset = 0;

function row(version: number, change: Partial<LedgerChange> = {}): CdcMessage {
  offset += 1;
  const made: LedgerChange = {
    seller_id: 'm',
    sku: 's',
    ...aChange(version),
    traceparent: null,
    ...change,
  };
  return { kind: 'inserted', offset, change: made };
}

function anomaly(kind: Anomaly['kind'], sku: string | null): CdcMessage {
  const seller_id = sku === null ? null : 'm';
  const found = {
    source_offset: 1,
    kind,
    seller_id,
    sku,
    expected_version: null,
    found_version: null,
    detail: '',
  };
  return { kind: 'anomaly', offset: 1, anomaly: found };
}

/** `version/status` of every changed offer, then the counts that are not zero. */
function reported(cdcMessages: CdcMessage[], view: ViewOffer[] = []): string {
  const known = new Map(view.map((offer) => [offerKey(offer.seller_id, offer.sku), offer]));
  const { changed, counts } = foldBatch(cdcMessages, known);
  const offers = changed.map(({ after }) => `${after.sku} ${after.state.version} ${after.status}`);
  const some = Object.entries(counts).filter(([name, count]) => count > 0 && name !== 'received');
  return [...offers, ...some.map(([name, count]) => `${name} ${count}`)].join(', ');
}

const viewAfter = (cdcMessages: CdcMessage[], view: ViewOffer[] = []): ViewOffer[] =>
  foldBatch(
    cdcMessages,
    new Map(view.map((offer) => [offerKey(offer.seller_id, offer.sku), offer])),
  ).changed.map(({ after }) => after);

describe('foldBatch', () => {
  it.each<[string, CdcMessage[], string]>([
    ['in order', [row(1), row(2), row(3)], 's 3 current, applied 3'],
    ['a version again', [row(1), row(1), row(2), row(1)], 's 2 current, applied 2, duplicate 2'],
    ['a gap', [row(1), row(3)], 's 1 suspect, applied 1, anomalous 1'],
    ['a gap from nothing', [row(2)], 's 0 suspect, anomalous 1'],
    ['a gap that heals', [row(1), row(3), row(2), row(3)], 's 3 current, applied 3, anomalous 1'],
    ['a gap half healed', [row(1), row(4), row(2)], 's 2 suspect, applied 2, anomalous 1'],
    [
      'others go on next to a gap',
      [row(2), row(1, { sku: 'o' })],
      's 0 suspect, o 1 current, applied 1, anomalous 1',
    ],
    [
      'by version, never by time',
      [row(1, { event_time_ms: 9 }), row(2, { event_time_ms: 3 })],
      's 2 current, applied 2, late 1',
    ],
    [
      'a changed ledger row',
      [row(1), anomaly('ledger_row_updated', 's')],
      's 1 suspect, applied 1, anomalous 1',
    ],
    [
      'healthy rows after tampering',
      [row(1), anomaly('ledger_row_updated', 's'), row(2)],
      's 2 suspect, applied 2, anomalous 1',
    ],
    ['a deleted row of nobody known', [anomaly('ledger_row_deleted', null)], 'anomalous 1'],
    [
      'a row in the wrong partition',
      [row(1), anomaly('wrong_partition', 's')],
      's 1 current, applied 1, anomalous 1',
    ],
    [
      'more sold than there is',
      [
        row(1, {
          quantity: 2,
          delta_quantity: -2,
          from_bucket: 'sellable',
          from_location: 'default',
          to_bucket: null,
          to_location: null,
        }),
      ],
      's 0 suspect, anomalous 1',
    ],
  ])('%s', (_name, cdcMessages, expected) => expect(reported(cdcMessages)).toBe(expected));

  it('shows the times of the change that found the gap, until the offer has its own times', () => {
    const times = (cdcMessages: CdcMessage[]): (number | string)[][] =>
      viewAfter(cdcMessages).map(({ state }) => [
        state.event_time_ms,
        state.newest_event_time_ms,
        state.accepted_at_ms,
      ]);
    expect(times([row(2, { event_time_ms: 70, accepted_at_ms: 80 })])).toEqual([[70, 70, 80]]);
    expect(times([row(1), row(3, { event_time_ms: 70, accepted_at_ms: 80 })])).toEqual([[1, 1, 1]]);
  });

  it('continues from the given view', () => {
    const view = viewAfter([row(1), row(2)]);
    expect(reported([row(2), row(3)], view)).toBe('s 3 current, applied 1, duplicate 1');
    expect(reported([row(5)], view)).toBe('s 2 suspect, anomalous 1');
  });

  it('gives the same view however the history is split into batches', () => {
    const history = [row(1), row(2), row(4), row(3), row(4), row(5)];
    const whole = viewAfter(history);
    for (let cut = 1; cut < history.length; cut += 1) {
      const first = viewAfter(history.slice(0, cut));
      expect(viewAfter(history.slice(cut), first).at(-1) ?? first[0]).toEqual(whole[0]);
    }
  });
});
