import { describe, expect, it } from '@jest/globals';
import { of, Subject } from 'rxjs';
import { Ending } from './ending.js';

function watching(ending: Ending, events: Subject<number>) {
  const seen: unknown[] = [];
  const subscription = ending
    .ends(events, {})
    .subscribe({ next: (one) => seen.push(one), complete: () => seen.push('end') });
  return { seen, subscription };
}

describe('Ending', () => {
  it('ends every open stream, and reads its source no more', () => {
    const [ending, events] = [new Ending(), new Subject<number>()];
    const [one, other] = [watching(ending, events), watching(ending, events)];
    events.next(1);
    expect([ending.begun, events.observed]).toEqual([false, true]);
    ending.begin();
    events.next(2);
    expect([one.seen, other.seen, ending.begun, events.observed]).toEqual([
      [1, 'end'],
      [1, 'end'],
      true,
      false,
    ]);
  });

  it('starts no stream afterwards, and lets finite ones end by themselves', () => {
    const ending = new Ending();
    const seen: unknown[] = [];
    ending.ends(of(1, 2), {}).subscribe({ next: (one) => seen.push(one), complete: () => seen.push('end') });
    expect(seen).toEqual([1, 2, 'end']);
    ending.begin();
    const late = watching(ending, new Subject<number>());
    expect(late.seen).toEqual(['end']);
  });

  it('ends only the stream that closes', () => {
    const [ending, events] = [new Ending(), new Subject<number>()];
    const [one, other] = [watching(ending, events), watching(ending, events)];
    one.subscription.unsubscribe();
    events.next(1);
    expect([one.seen, other.seen]).toEqual([[], [1]]);
    ending.begin();
    expect([one.seen, other.seen]).toEqual([[], [1, 'end']]);
  });
});
