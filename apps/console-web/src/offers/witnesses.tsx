import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { ApiProblem } from '../api/api-problem.js';
import { Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { grouped, duration } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import { BUCKETS, type Balance, sumBuckets } from './balances.js';
import type { LedgerOffer, ProvenOffers, SeenOffer } from './offer-calls.js';

/** An answer, or why there is none. */
export interface Witness<Answer> {
  readonly data: Answer | undefined;
  readonly error: ApiProblem | null;
}

interface WitnessesProps {
  readonly ledger: Witness<LedgerOffer>;
  readonly view: Witness<SeenOffer>;
  readonly proven: Witness<ProvenOffers>;
  /** What the rows add up to, if all are loaded. */
  readonly summed: Balance | null;
}

/** What each witness says of an offer, side by side; where one says otherwise than the ledger, it is marked. */
export function Witnesses({ ledger, view, proven, summed }: WitnessesProps): ReactElement {
  const tables = ledger.data === undefined ? null : sumBuckets(ledger.data.buckets);
  const seen = view.data !== undefined && 'version' in view.data ? view.data : null;
  return (
    <Panel title="Witnesses">
      <div className={css['table']}>
        <table>
          <Head />
          <tbody>
            <Row
              name="ledger rows, added up"
              version={ledger.data?.version}
              balance={summed}
              against={summed}
              missing="not all rows are loaded"
            />
            <Row
              name="stock tables"
              version={ledger.data?.version}
              balance={tables}
              against={summed}
              missing="no answer from command-handler"
            >
              <td>{ledger.data === undefined ? '' : <Age at={ledger.data.updated_at} />}</td>
              <td />
            </Row>
            <Row
              name="availability view"
              version={seen?.version}
              balance={seen}
              against={summed}
              missing="no whole answer from availability"
            >
              <td>{view.data === undefined ? '' : <Age at={view.data.as_of} />}</td>
              <td>
                {view.data === undefined ? null : (
                  <>
                    <StateWord word={view.data.status} /> {duration(view.data.freshness_ms / 1_000)} behind
                  </>
                )}
              </td>
            </Row>
          </tbody>
        </table>
      </div>
      <div className={css['body']}>
        <Proof view={view.data} proven={proven.data} />
        {[ledger, view, proven].map(({ error }, index) =>
          error === null ? null : (
            <ProblemNote
              key={['ledger', 'view', 'confidence'][index]}
              problem={error}
              of={['Ledger', 'View', 'Confidence'][index] ?? ''}
            />
          ),
        )}
      </div>
    </Panel>
  );
}

function Head(): ReactElement {
  return (
    <thead>
      <tr>
        <th>says</th>
        <th data-number>version</th>
        {BUCKETS.map((bucket) => (
          <th key={bucket} data-number>
            {bucket}
          </th>
        ))}
        <th>as of</th>
        <th>state</th>
      </tr>
    </thead>
  );
}

interface RowProps {
  readonly name: string;
  readonly version: number | undefined;
  readonly balance: Balance | null;
  readonly against: Balance | null;
  readonly missing: string;
  readonly children?: ReactElement[];
}

function Row({ name, version, balance, against, missing, children }: RowProps): ReactElement {
  return (
    <tr>
      <td>{name}</td>
      <td data-number>{version === undefined ? '–' : grouped(version)}</td>
      {balance === null ? (
        <td colSpan={BUCKETS.length} className={css['muted']}>
          {missing}
        </td>
      ) : (
        BUCKETS.map((bucket) => (
          <td key={bucket} data-number>
            {against !== null && balance[bucket] !== against[bucket] ? (
              <StateWord word={`${grouped(balance[bucket])}, not ${grouped(against[bucket])}`} tone="bad" />
            ) : (
              grouped(balance[bucket])
            )}
          </td>
        ))
      )}
      {children ?? (
        <>
          <td />
          <td />
        </>
      )}
    </tr>
  );
}

/** What the newest signed record says of the offer. */
function Proof({
  view,
  proven,
}: {
  readonly view: SeenOffer | undefined;
  readonly proven: ProvenOffers | undefined;
}): ReactElement {
  const newest = proven?.items[0];
  if (newest === undefined)
    return (
      <p>
        {view === undefined ? '' : <StateWord word={view.confidence} />}{' '}
        {proven === undefined ? '' : 'No signed record names this offer yet.'}
      </p>
    );
  return (
    <p>
      <StateWord word={newest.confidence} /> by the record{' '}
      <Link to="/evidence/$id" params={{ id: newest.recovery_id }}>
        {newest.recovery_id}
      </Link>
      , <Age at={newest.verified_at} />
    </p>
  );
}
