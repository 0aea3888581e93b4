import { DETAIL_CHARACTERS, EVIDENCE_BYTES } from '@stockproof/bounds';
import { canonicalJson } from '../signing/canonical.js';
import type { CheckOutcome, FoundDifference, RecordContent } from './record-content.js';
import type { RecordDomain, StreamName } from './record-domain.js';

/** Most entries of each list of a record; fewer if the record would be too large. */
const MAX_LISTED = 100;

/** Thrown if the record would be too large even without any list entry; nothing was signed or published. */
export class EvidenceTooLargeError extends Error {
  override readonly name = 'EvidenceTooLargeError';

  constructor(bytes: number, most: number) {
    super(
      `the record would have ${bytes} bytes, at most ${most} are kept: nothing was signed, what was applied stays; ask for it in smaller scopes`,
    );
  }
}

/**
 * Cuts the content to a size that can be signed and published. The first entries of each list are kept, as
 * many as fit into `most` bytes of canonical JSON; the totals are in a check's `failures`, in numbers of the
 * domain, and in a last reason. Long texts are cut and state their length. The verdict and all counts stay.
 * Throws EvidenceTooLargeError.
 */
export function fitRecord<D extends FoundDifference, C extends RecordContent<D>>(
  domain: RecordDomain<D, C>,
  content: C,
  most: number = EVIDENCE_BYTES.content,
): C {
  for (let listed = MAX_LISTED; ; listed = Math.floor(listed / 2)) {
    const fitting = domain.listed(listing(domain, content, listed), listed);
    const bytes = Buffer.byteLength(canonicalJson(fitting));
    if (bytes <= most) return fitting;
    if (listed === 0) throw new EvidenceTooLargeError(bytes, most);
  }
}

function listing<D extends FoundDifference, C extends RecordContent<D>>(
  { streamName }: RecordDomain<D, C>,
  content: C,
  listed: number,
): C {
  const { checks, reasons } = content;
  return {
    ...content,
    reasons: firstReasons(reasons, listed),
    checks: checks.map((check) => firstFound(check, listed, streamName)),
  };
}

function firstReasons(reasons: readonly string[], listed: number): string[] {
  const kept = reasons.slice(0, listed).map(cutText);
  return reasons.length > listed
    ? [...kept, `and ${reasons.length - listed} reasons more, which are not listed`]
    : kept;
}

function firstFound<D extends FoundDifference>(
  check: CheckOutcome<D>,
  listed: number,
  streamName: (difference: D) => StreamName,
): CheckOutcome {
  const reason = check.reason === null ? null : cutText(check.reason);
  const counterexamples = check.counterexamples
    .slice(0, listed)
    .map((one) => cutDifference(one, streamName(one)));
  return { ...check, reason, counterexamples };
}

/** The names come from outside, like the values. */
function cutDifference(
  { expected, found, first_differing_version }: FoundDifference,
  name: StreamName,
): FoundDifference {
  const cut = Object.entries(name).map(([member, id]) => [member, id === null ? null : cutText(id)]);
  return {
    ...(Object.fromEntries(cut) as object),
    expected: cutText(expected),
    found: cutText(found),
    first_differing_version,
  };
}

/** A quoted text may have any length and any content; canonical JSON accepts no unpaired surrogate. */
function cutText(text: string): string {
  if (text.length <= DETAIL_CHARACTERS) return text.toWellFormed();
  return `${text.slice(0, DETAIL_CHARACTERS)} ... (${text.length} characters)`.toWellFormed();
}
