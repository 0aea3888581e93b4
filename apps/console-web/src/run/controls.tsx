import { NumberInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { usePerson } from '../api/session.js';
import { ActButton } from '../parts/act-button.js';
import { mayAct, type RecoveryAct } from '../recoveries/may-act.js';
import { type Recovery, recoveryCalls } from '../recoveries/recovery-calls.js';
import css from '../theme/parts.module.css';
import { useNow } from '../words/use-now.js';

/** What can be done to a run. What its status makes impossible is not shown; what this person may not do says why. */
export function Controls({ run }: { readonly run: Recovery }): ReactElement {
  const person = usePerson();
  const now_ms = useNow();
  const { recovery_id: id, status } = run;
  const why = (act: RecoveryAct): string => mayAct(act, run, person, now_ms).why;
  const shown = (...statuses: readonly string[]): boolean => statuses.includes(status);
  return (
    <div className={css['row']}>
      {shown('planned', 'approved') ? (
        <ActButton
          name="Start"
          primary
          why_not={why('start')}
          request={() => recoveryCalls.start(id)}
          cli={() => `recovery start ${id}`}
        />
      ) : null}
      {shown('requested', 'planned', 'approved') ? (
        <ActButton
          name="Plan again"
          why_not={why('plan')}
          request={() => recoveryCalls.plan(id)}
          cli={() => `recovery plan ${id}`}
        />
      ) : null}
      {shown('running') ? (
        <ActButton
          name="Pause"
          why_not={why('pause')}
          request={() => recoveryCalls.pause(id)}
          cli={() => `recovery pause ${id}`}
        />
      ) : null}
      {shown('paused') ? (
        <ActButton
          name="Resume"
          primary
          why_not={why('resume')}
          request={() => recoveryCalls.resume(id)}
          cli={() => `recovery resume ${id}`}
        />
      ) : null}
      {shown('planned', 'approved', 'running', 'paused') ? (
        <RateButton run={run} why_not={why('rate')} />
      ) : null}
      {shown('requested', 'planned', 'approved', 'running', 'paused') ? (
        <ActButton
          name="Abort"
          danger
          reason
          why_not={why('abort')}
          request={(reason) => recoveryCalls.abort(id, reason)}
          cli={(reason) => `recovery abort ${id} --reason ${JSON.stringify(reason)}`}
        >
          <p>Nothing more is applied. What was applied stays.</p>
        </ActButton>
      ) : null}
      {run.review_due ? <ReviewButtons id={id} why_not={why('review')} /> : null}
    </div>
  );
}

function RateButton({ run, why_not }: { readonly run: Recovery; readonly why_not: string }): ReactElement {
  const { recovery_id: id, rate_limit_events_per_second: now } = run;
  const [wanted, setWanted] = useState<number | ''>(now ?? '');
  const limit = wanted === '' ? null : wanted;
  return (
    <ActButton
      name="Rate"
      reason
      why_not={why_not}
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

function ReviewButtons({ id, why_not }: { readonly id: string; readonly why_not: string }): ReactElement {
  return (
    <>
      {(['justified', 'not_justified'] as const).map((verdict) => (
        <ActButton
          key={verdict}
          name={verdict === 'justified' ? 'Breaking the glass was justified' : 'It was not justified'}
          reason
          why_not={why_not}
          request={(note) => recoveryCalls.review(id, { verdict, note })}
          cli={(note) => `recovery review ${id} --verdict ${verdict} --note ${JSON.stringify(note)}`}
        />
      ))}
    </>
  );
}
