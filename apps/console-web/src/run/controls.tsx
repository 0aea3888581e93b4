import { NumberInput } from '@mantine/core';
import { type ReactElement, useId, useState } from 'react';
import { usePerson } from '../api/session.js';
import { ActButton } from '../parts/act-button.js';
import { mayAct, type RecoveryAct } from '../recoveries/may-act.js';
import { type Recovery, recoveryCalls } from '../recoveries/recovery-calls.js';
import css from '../theme/parts.module.css';
import { useNow } from '../words/use-now.js';

/** Why something cannot be done, and where that is said. */
interface Why {
  readonly why_not: string;
  readonly why_at: string;
}

/** The statuses in which each is shown: what a status makes impossible is not. */
const SHOWN: Readonly<Partial<Record<RecoveryAct, readonly string[]>>> = {
  start: ['planned', 'approved'],
  plan: ['requested', 'planned', 'approved'],
  pause: ['running'],
  resume: ['paused'],
  rate: ['planned', 'approved', 'running', 'paused'],
  abort: ['requested', 'planned', 'approved', 'running', 'paused'],
};

/** What can be done to a run. What this person may not do says why: each reason once, below its buttons. */
export function Controls({ run }: { readonly run: Recovery }): ReactElement {
  const person = usePerson();
  const now_ms = useNow();
  const own_id = useId();
  const acts = (Object.keys(SHOWN) as RecoveryAct[]).filter((act) => SHOWN[act]?.includes(run.status));
  const whyNot = (act: RecoveryAct): string => mayAct(act, run, person, now_ms).why;
  const shown: readonly RecoveryAct[] = run.review_due ? [...acts, 'review'] : acts;
  const reasons = [...new Set(shown.map(whyNot))].filter((reason) => reason !== '');
  const why = (act: RecoveryAct): Why => {
    const why_not = whyNot(act);
    return { why_not, why_at: `${own_id}-${reasons.indexOf(why_not)}` };
  };
  return (
    <div>
      <div className={css['row']}>
        <StepButtons run={run} acts={acts} why={why} />
        {acts.includes('rate') ? <RateButton run={run} why={why('rate')} /> : null}
        {acts.includes('abort') ? <AbortButton id={run.recovery_id} why={why('abort')} /> : null}
        {run.review_due ? <ReviewButtons id={run.recovery_id} why={why('review')} /> : null}
      </div>
      {reasons.map((reason, index) => (
        <p key={reason} id={`${own_id}-${index}`} className={css['why']}>
          {reason}
        </p>
      ))}
    </div>
  );
}

interface StepButtonsProps {
  readonly run: Recovery;
  readonly acts: readonly RecoveryAct[];
  readonly why: (act: RecoveryAct) => Why;
}

const STEPS = [
  { act: 'start', name: 'Start', primary: true },
  { act: 'plan', name: 'Plan again', primary: false },
  { act: 'pause', name: 'Pause', primary: false },
  { act: 'resume', name: 'Resume', primary: true },
] as const;

/** What takes no more than a click. */
function StepButtons({ run, acts, why }: StepButtonsProps): ReactElement {
  const { recovery_id: id } = run;
  return (
    <>
      {STEPS.filter(({ act }) => acts.includes(act)).map(({ act, name, primary }) => (
        <ActButton
          key={act}
          name={name}
          primary={primary}
          {...why(act)}
          request={() => recoveryCalls[act](id)}
          cli={() => `recovery ${act} ${id}`}
        />
      ))}
    </>
  );
}

function AbortButton({ id, why }: { readonly id: string; readonly why: Why }): ReactElement {
  return (
    <ActButton
      name="Abort"
      danger
      reason
      {...why}
      request={(reason) => recoveryCalls.abort(id, reason)}
      cli={(reason) => `recovery abort ${id} --reason ${JSON.stringify(reason)}`}
    >
      <p>Nothing more is applied. What was applied stays.</p>
    </ActButton>
  );
}

function RateButton({ run, why }: { readonly run: Recovery; readonly why: Why }): ReactElement {
  const { recovery_id: id, rate_limit_events_per_second: now } = run;
  const [wanted, setWanted] = useState<number | ''>(now ?? '');
  const limit = wanted === '' ? null : wanted;
  return (
    <ActButton
      name="Rate"
      reason
      {...why}
      request={(reason) => recoveryCalls.rate(id, limit, reason)}
      cli={(reason) => `recovery rate ${id} ${limit ?? 'none'} --reason ${JSON.stringify(reason)}`}
    >
      <p>Now {now === null ? 'there is no limit' : `at most ${now} events a second`}.</p>
      <NumberInput
        label="Events a second at most"
        description="Empty: no limit."
        min={1}
        max={100_000_000}
        allowDecimal={false}
        value={wanted}
        onChange={(value) => setWanted(typeof value === 'number' ? value : '')}
      />
    </ActButton>
  );
}

function ReviewButtons({ id, why }: { readonly id: string; readonly why: Why }): ReactElement {
  return (
    <>
      {(['justified', 'not_justified'] as const).map((verdict) => (
        <ActButton
          key={verdict}
          name={verdict === 'justified' ? 'Breaking the glass was justified' : 'It was not justified'}
          reason
          {...why}
          request={(note) => recoveryCalls.review(id, { verdict, note })}
          cli={(note) => `recovery review ${id} --verdict ${verdict} --note ${JSON.stringify(note)}`}
        />
      ))}
    </>
  );
}
