import { describe, expect, it } from '@jest/globals';
import { Problem } from '@stockproof/http';
import { aPool } from '@stockproof/testing/kit';
import { releaseDeadLetter } from './release-dead-letter.js';

const DEAD_LETTER = { topic: 'updates', partition: 3, offset: 7 };
const BOUND = {
  seller_id: 'ann',
  event_id: 'e',
  request_hash: 'aa',
  redriven_at: new Date(0),
  attempts: 2,
  sent_topic: 'updates',
  sent_partition: 3,
  sent_offset: 40,
};

/** Releases a dead letter where just these places, `topic/partition/offset`, are in quarantine. */
async function releasing(redrive: object, quarantined: readonly string[]): Promise<unknown> {
  const query = async ({ name, values }: { name: string; values: readonly unknown[] }) => {
    if (name === 'find-dead-letter') return { rows: quarantined.includes(values.join('/')) ? [{}] : [] };
    if (name === 'release-redrive') return { rows: [], rowCount: values.includes(2) ? 1 : 0 };
    return { rows: name === 'find-redrive' ? [redrive] : [] };
  };
  const pool = aPool(query);
  const released = releaseDeadLetter({ records: pool, ledger: pool }, DEAD_LETTER, 'why', 'grace').then(
    (done) => done.released,
  );
  return released.catch((error: unknown) =>
    error instanceof Problem ? error.code : Promise.reject(error as Error),
  );
}

describe('a dead letter with an undecided event is released', () => {
  it.each<[string, object, string[], unknown]>([
    // what the redrive is, what is in quarantine next to the dead letter; whether it is released
    ['where the very message that was sent is in quarantine', BOUND, ['updates/3/40'], true],
    ['not while that message may be decided', BOUND, [], 'not_decided'],
    ['not for the message of an earlier time', BOUND, ['updates/3/39'], 'not_decided'],
    [
      'not for another message of its id',
      BOUND,
      ['updates/2/40', 'updates/3/41', 'commands/3/40'],
      'not_decided',
    ],
    [
      'not while it is unknown where the message stands',
      { ...BOUND, sent_topic: null, sent_partition: null, sent_offset: null },
      ['updates/3/40'],
      'not_decided',
    ],
    [
      'not where it is dismissed',
      { ...BOUND, seller_id: null, event_id: null },
      ['updates/3/40'],
      'not_redriven',
    ],
  ])('%s', async (_case, redrive, quarantined, released) =>
    expect(await releasing(redrive, ['updates/3/7', ...quarantined])).toBe(released),
  );
});
