import { DETAIL_CHARACTERS, EVIDENCE_BYTES } from '@stockproof/bounds';
import { canonicalJson } from '../canonical.js';
import type { CandidateResult, CheckResult, Counterexample, EvidenceContent } from './evidence-record.js';

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
 * Cuts the content to a size that can be signed and published. The first counterexamples, oversold offers and
 * reasons are kept, as many as fit into `most` bytes of canonical JSON; the totals are in a check's
 * `failures`, the candidate's `oversold_offers` and a last reason. Long texts are cut and state their length.
 * The verdict and all counts stay. Throws EvidenceTooLargeError.
 */
export function fitContent(content: EvidenceContent, most: number = EVIDENCE_BYTES.content): EvidenceContent {
  for (let listed = MAX_LISTED; ; listed = Math.floor(listed / 2)) {
    const fitting = listing(content, listed);
    const bytes = Buffer.byteLength(canonicalJson(fitting));
    if (bytes <= most) return fitting;
    if (listed === 0) throw new EvidenceTooLargeError(bytes, most);
  }
}

function listing(content: EvidenceContent, listed: number): EvidenceContent {
  const { candidate, checks, reasons } = content;
  return {
    ...content,
    reasons: firstReasons(reasons, listed),
    checks: checks.map((check) => firstFound(check, listed)),
    candidate: worstSold(candidate, listed),
  };
}

function firstReasons(reasons: readonly string[], listed: number): string[] {
  const kept = reasons.slice(0, listed).map(cutText);
  return reasons.length > listed
    ? [...kept, `and ${reasons.length - listed} reasons more, which are not listed`]
    : kept;
}

function firstFound(check: CheckResult, listed: number): CheckResult {
  const reason = check.reason === null ? null : cutText(check.reason);
  return { ...check, reason, counterexamples: check.counterexamples.slice(0, listed).map(cutExample) };
}

function cutExample({
  seller_id,
  sku,
  expected,
  found,
  first_differing_version,
}: Counterexample): Counterexample {
  const name = (id: string | null): string | null => (id === null ? null : cutText(id));
  return {
    seller_id: name(seller_id),
    sku: name(sku),
    expected: cutText(expected),
    found: cutText(found),
    first_differing_version,
  };
}

function worstSold(candidate: CandidateResult | null, listed: number): CandidateResult | null {
  return candidate === null ? null : { ...candidate, oversells: candidate.oversells.slice(0, listed) };
}

/** A quoted text may have any length and any content; canonical JSON accepts no unpaired surrogate. */
function cutText(text: string): string {
  if (text.length <= DETAIL_CHARACTERS) return text.toWellFormed();
  return `${text.slice(0, DETAIL_CHARACTERS)} ... (${text.length} characters)`.toWellFormed();
}
