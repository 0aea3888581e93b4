import type { ReportRow } from '../record/record-domain.js';
import { functionText } from '../record/render-record.js';
import type { CandidateResult, Evidence, PutBackReport, RedriveReport } from './evidence-content.js';

/** What a report shows of offers, candidates and redrives. */
export const evidenceReport = {
  columns: ['seller', 'sku'],
  streams: ({ offers }: Evidence): ReportRow[] => [['Offers', `${offers.count}, root ${offers.merkle_root}`]],
  others: ({ candidate, redrive, put_back }: Evidence): ReportRow[] => [
    ...candidateRows(candidate),
    ...redriveRows(redrive),
    ...putBackRows(put_back),
  ],
};

function candidateRows(candidate: CandidateResult | null): ReportRow[] {
  if (candidate === null) return [];
  const { difference, promoted, compared_with } = candidate;
  const { offers_changed, offers_compared, units_more, units_less, oversold_units, oversold_offers } =
    difference;
  return [
    [
      'Candidate',
      `${functionText(candidate)}, ${promoted ? 'PROMOTED' : 'not promoted'}; compared with ${functionText(compared_with)}`,
    ],
    [
      'It changes',
      `${offers_changed} of ${offers_compared} offers, ${units_more} units more, ${units_less} less; ${oversold_units} units of ${oversold_offers} offers oversold`,
    ],
  ];
}

function redriveRows(redrive: RedriveReport | undefined): ReportRow[] {
  if (redrive === undefined) return [];
  const {
    redrive_id,
    stage,
    letter: deadLetter,
    seller_id,
    event_id,
    digest,
    reason,
    requested_by,
    approved_by,
  } = redrive;
  return [
    [
      'Redrive',
      `${stage} ${redrive_id} of ${deadLetter} as ${seller_id} ${event_id} (${digest}); ${requested_by}, approved by ${approved_by}: ${reason}`,
    ],
  ];
}

function putBackRows(put_back: PutBackReport | undefined): ReportRow[] {
  if (put_back === undefined) return [];
  const { digest, offers, rows, rejections } = put_back;
  return [['Put back', `${rows} rows and ${rejections} rejections of ${offers} offers (${digest})`]];
}
