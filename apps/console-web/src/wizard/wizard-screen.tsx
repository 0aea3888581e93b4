import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { usePerson } from '../api/session.js';
import { useAnswer } from '../api/use-answer.js';
import { Differences } from '../evidence/differences.js';
import { evidenceCalls } from '../evidence/evidence-calls.js';
import { PageHead } from '../parts/page-head.js';
import { Nothing, Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import { type Recovery, recoveryCalls } from '../recoveries/recovery-calls.js';
import { scopeText } from '../recoveries/scope-text.js';
import { ProgressPanel } from '../run/progress-panel.js';
import css from '../theme/parts.module.css';
import { counted } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import { AskForm, type AskFormProps } from './ask-form.js';
import { RepairForm } from './repair-form.js';
import own from './wizard.module.css';

const OVER: readonly string[] = ['completed', 'rejected', 'aborted', 'failed'];
const STEPS = ['Scope', 'Verify', 'What was found', 'Repair', 'Plan'] as const;

const route = getRouteApi('/recoveries/new');

/** From a number that looks wrong to a planned repair: verify, see the difference, plan. */
export function WizardScreen(): ReactElement {
  const { contract, scope, skus, sellers, offers, verified } = route.useSearch();
  const navigate = route.useNavigate();
  const owner = usePerson()?.name ?? '';
  return (
    <>
      <PageHead
        title="Verify or repair"
        lead="A repair begins with a verification, which changes nothing. You see what is wrong before you plan to change it."
      />
      {verified === undefined ? (
        <div className={css['stack']}>
          <Steps at={0} />
          <Panel title="What is to be verified">
            <Asked
              given={{ contract, scope, names: skus ?? sellers ?? offers ?? '' }}
              owner={owner}
              begun={(id) => void navigate({ search: (now) => ({ ...now, verified: id }) })}
            />
          </Panel>
        </div>
      ) : (
        <Verified key={verified} id={verified} owner={owner} />
      )}
    </>
  );
}

/** The form, once the contracts are known. */
function Asked(form: Omit<AskFormProps, 'contracts'>): ReactElement {
  const contracts = useAnswer(recoveryCalls.contracts());
  if (contracts.error !== null) return <ProblemNote problem={contracts.error} of="Contracts" />;
  if (contracts.data === undefined) return <Nothing>…</Nothing>;
  if (contracts.data.items.length === 0) return <Nothing>The service has no Recovery Contract.</Nothing>;
  return <AskForm contracts={contracts.data.items} {...form} />;
}

function Steps({ at }: { readonly at: number }): ReactElement {
  return (
    <ol className={own['steps']} aria-label="Steps">
      {STEPS.map((step, index) => (
        <li key={step} data-done={index < at} aria-current={index === at ? 'step' : undefined}>
          {index + 1} {step}
        </li>
      ))}
    </ol>
  );
}

function Verified({ id, owner }: { readonly id: string; readonly owner: string }): ReactElement {
  const run = useAnswer(recoveryCalls.show(id), { every_ms: 1_000 });
  const history = useAnswer(recoveryCalls.history(id), {
    every_ms: 1_000,
    enabled: !OVER.includes(run.data?.status ?? ''),
  });
  if (run.error !== null) return <ProblemNote problem={run.error} of="Verification" />;
  if (run.data === undefined) return <p>…</p>;
  const { status, scope, reason } = run.data;
  if (status === 'completed') return <Found run={run.data} owner={owner} />;
  return (
    <div className={css['stack']}>
      <Steps at={1} />
      <p className={css['banner']} role="status">
        <StateWord word={status} /> Verifying {scopeText(scope)}. <b>Nothing has changed.</b> {reason ?? ''}
      </p>
      <ProgressPanel run={run.data} items={history.data?.items ?? []} stream="open" />
    </div>
  );
}

function Found({ run, owner }: { readonly run: Recovery; readonly owner: string }): ReactElement {
  const record = useAnswer(evidenceCalls.record(run.recovery_id));
  const navigate = useNavigate();
  if (record.error !== null) return <ProblemNote problem={record.error} of="Evidence" />;
  if (record.data === undefined) return <p>…</p>;
  const { confidence_status, reasons, offers, checks, mode } = record.data;
  const wrong = checks.some(({ status }) => status === 'fail');
  return (
    <div className={css['stack']}>
      <Steps at={wrong ? 3 : 2} />
      <div
        className={css['banner']}
        data-tone={wrong ? 'bad' : confidence_status === 'trusted' ? 'good' : 'warn'}
        role="status"
      >
        <StateWord word={confidence_status} /> {counted(offers.count, 'offer was', 'offers were')} compared.{' '}
        <b>Nothing has changed{mode === 'verify' ? '' : ' by looking'}.</b>{' '}
        <Link to="/evidence/$id" params={{ id: run.recovery_id }}>
          Signed evidence
        </Link>
        <ul>
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </div>
      <Panel title="What was found">
        <Differences checks={checks} />
      </Panel>
      {wrong ? (
        <Panel title="Repair what failed">
          <RepairForm
            record={record.data}
            owner={owner}
            planned={({ recovery_id }) =>
              void navigate({ to: '/recoveries/$id', params: { id: recovery_id } })
            }
          />
        </Panel>
      ) : (
        <p>
          There is nothing to repair.{' '}
          <Link to="/recoveries/new" search={{}}>
            Verify something else
          </Link>
        </p>
      )}
    </div>
  );
}
