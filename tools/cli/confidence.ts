import { type Acting, printJson } from './acting.js';
import { call } from './api/call.js';

/** The answer of `GET /v1/confidence`. */
export interface Confidence extends Readonly<
  Record<
    | 'offers'
    | 'trusted'
    | 'untrusted'
    | 'unverified'
    | 'suspect'
    | 'changed_since_proven'
    | 'revoked'
    | 'past_proof_age'
    | 'verified_in_10_minutes',
    number
  >
> {
  readonly by_age: Readonly<Record<'hour' | 'day' | 'week' | 'older' | 'never', number>>;
  readonly oldest_verified_at: string | null;
  readonly proof_valid_hours: number | null;
}

/** `stockproof confidence`: how many offers are proven how recently. */
export async function confidence({ as, json }: Acting): Promise<void> {
  const found = await call<Confidence>('GET', '/v1/confidence', { name: as, role: 'viewer' });
  if (json === true) printJson(found);
  else for (const line of confidenceTable(found)) console.log(line);
}

const PER_HOUR = 6;

/** The answer as lines for people. */
export function confidenceTable(found: Confidence): string[] {
  const { by_age, proof_valid_hours: hours } = found;
  const rows: (readonly [string, number | string])[] = [
    ['offers', found.offers],
    ['trusted, proof at most an hour old', by_age.hour],
    ['trusted, proof at most a day old', by_age.day],
    ['trusted, proof at most seven days old', by_age.week],
    ['trusted, proof older than that', by_age.older],
    ['untrusted', found.untrusted],
    ['of these, what their proof read is damaged', found.revoked],
    ['never verified', by_age.never],
    ['suspect: a gap in the history of the view', found.suspect],
    ['trusted, changed since the proof', found.changed_since_proven],
    [
      hours === null ? 'due by age: no contract names one' : `due by age: record over ${hours} h old`,
      found.past_proof_age,
    ],
    ['oldest record', found.oldest_verified_at ?? 'none'],
    ['verified now, offers an hour', found.verified_in_10_minutes * PER_HOUR],
  ];
  return rows.map(([what, value]) => `${what.padEnd(44)} ${value}`);
}
