import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useAnswer } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { PageHead } from '../parts/page-head.js';
import { Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import { ScrollTable } from '../parts/scroll-table.js';
import { scopeText } from '../recoveries/scope-text.js';
import css from '../theme/parts.module.css';
import type { SignedRecord } from '../verify/rules/signed-record.js';
import { Age } from '../words/age.js';
import { counted, grouped } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import { Differences } from './differences.js';
import { evidenceCalls } from './evidence-calls.js';
import { VerifyHere } from './verify-here.js';

const route = getRouteApi('/evidence/$id');

/** One signed record. */
export function RecordScreen(): ReactElement {
  const { id } = route.useParams();
  const record = useAnswer(evidenceCalls.record(id));
  const below = `/api/recovery/v1/evidence/${encodeURIComponent(id)}`;
  return (
    <>
      <PageHead
        title="Evidence"
        lead={<code>{id}</code>}
        actions={
          <>
            <a href={below} download={`${id}.json`}>
              record
            </a>
            <a href={`${below}/in-toto`} download={`${id}.intoto.json`}>
              in-toto
            </a>
            <a href={`${below}/report`} download={`${id}.md`}>
              report
            </a>
            <CopyAs request={evidenceCalls.record(id)} cli={`evidence export ${id}`} />
          </>
        }
      />
      {record.error === null ? null : <ProblemNote problem={record.error} of="Evidence" />}
      {record.data === undefined ? null : <Whole record={record.data} />}
    </>
  );
}

function Whole({ record }: { readonly record: SignedRecord }): ReactElement {
  const { confidence_status, reasons, mode, flow, offers, counts } = record;
  const tone = confidence_status === 'trusted' ? 'good' : confidence_status === 'untrusted' ? 'bad' : 'warn';
  return (
    <div className={css['stack']}>
      <div className={css['banner']} data-tone={tone}>
        <StateWord word={confidence_status} /> {mode} of {flow}: {counted(offers.count, 'offer')},{' '}
        {counted(counts.table.read, 'event')} of the ledger.
        {reasons.length === 0 ? null : (
          <ul>
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        )}
      </div>
      <div className={css['grid']}>
        <Checks checks={record.checks} />
        <Facts record={record} />
      </div>
      <Panel title="What was found">
        <Differences checks={record.checks} />
      </Panel>
      <Panel title="Seal">
        <Seal record={record} />
        <VerifyHere record={record} />
      </Panel>
    </div>
  );
}

function Checks({ checks }: { readonly checks: SignedRecord['checks'] }): ReactElement {
  const passing = checks.filter(({ status }) => status === 'pass').length;
  return (
    <Panel title="Checks" aside={`${passing} of ${checks.length} pass`}>
      <ScrollTable label="Checks" heads={['check', 'result', { number: 'compared' }, { number: 'failures' }]}>
        {checks.map(({ name, status, compared, failures, reason }) => (
          <tr key={name}>
            <td className={css['breaks']}>
              {name}
              {reason === null ? null : <div className={css['muted']}>{reason}</div>}
            </td>
            <td>
              <StateWord word={status} />
            </td>
            <td data-number>{grouped(compared)}</td>
            <td data-number>{grouped(failures)}</td>
          </tr>
        ))}
      </ScrollTable>
    </Panel>
  );
}

function Facts({ record }: { readonly record: SignedRecord }): ReactElement {
  const {
    recovery_id,
    scope,
    intent,
    requested_by,
    approved_by,
    break_glass,
    finished_at,
    repairs,
    watermark,
  } = record;
  return (
    <Panel
      title="Run"
      aside={
        <Link to="/recoveries/$id" params={{ id: recovery_id }}>
          its history
        </Link>
      }
    >
      <dl className={css['facts']}>
        <dt>Scope</dt>
        <dd>{scopeText(scope as { type: string })}</dd>
        <dt>Intent</dt>
        <dd>{intent}</dd>
        <dt>Requested by</dt>
        <dd>{requested_by}</dd>
        <dt>Approved by</dt>
        <dd>
          {approved_by ?? 'nobody: it changed nothing'}
          {break_glass ? ', who broke the glass' : ''}
        </dd>
        <dt>Repairs</dt>
        <dd>
          {grouped(repairs.applied)} applied of {grouped(repairs.sent)} sent
        </dd>
        <dt>Read up to</dt>
        <dd>
          WAL {watermark.wal_lsn}, <Age at={watermark.taken_at} />
        </dd>
        <dt>Sealed</dt>
        <dd>
          <Age at={finished_at} />
        </dd>
      </dl>
    </Panel>
  );
}

function Seal({ record }: { readonly record: SignedRecord }): ReactElement {
  const { integrity, offers } = record;
  return (
    <dl className={css['facts']}>
      <dt>Number in the chain</dt>
      <dd>{integrity.sequence}</dd>
      <dt>Previous digest</dt>
      <dd className={css['digest']}>{integrity.previous_digest}</dd>
      <dt>Content digest</dt>
      <dd className={css['digest']}>{integrity.content_digest}</dd>
      <dt>Merkle root of the offers</dt>
      <dd className={css['digest']}>{offers.merkle_root}</dd>
      <dt>Signed by</dt>
      <dd>
        <code>{integrity.key_id}</code>, {integrity.algorithm}
      </dd>
      <dt>Signature</dt>
      <dd className={css['digest']}>{integrity.signature}</dd>
    </dl>
  );
}
