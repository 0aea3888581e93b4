import type { ReactElement } from 'react';
import { usePerson } from '../api/session.js';
import { useAnswer } from '../api/use-answer.js';
import { ActButton } from '../parts/act-button.js';
import { CopyAs } from '../parts/copy-as.js';
import { Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import css from '../theme/parts.module.css';
import {
  type DeadLetterAnswer,
  deadLetterCalls,
  type DeadLetterPlace,
  placeText,
} from './dead-letter-calls.js';
import { DeadLetterContent } from './dead-letter-content.js';
import { RedriveForm } from './redrive-form.js';

/** One dead letter: what it holds, why it is here, and what can be done. */
export function DeadLetterPanel({ place }: { readonly place: DeadLetterPlace }): ReactElement {
  const request = deadLetterCalls.one(place);
  const answer = useAnswer(request);
  return (
    <Panel title={`Dead letter ${placeText(place)}`} aside={<CopyAs request={request} />}>
      {answer.error === null ? null : <ProblemNote problem={answer.error} of="Dead letter" />}
      {answer.data === undefined ? null : (
        <>
          <DeadLetterContent whole={answer.data} />
          {answer.data.state === 'open' ? <Acts place={place} whole={answer.data} /> : null}
        </>
      )}
    </Panel>
  );
}

interface ActsProps {
  readonly place: DeadLetterPlace;
  readonly whole: DeadLetterAnswer;
}

/** What can be done with one that is open. */
function Acts({ place, whole }: ActsProps): ReactElement {
  const person = usePerson();
  const has = (role: string): boolean => person?.roles.includes(role) === true;
  const settles = has('approver') || has('break-glass') ? '' : 'You do not have the role approver.';
  return (
    <div className={css['body']}>
      {has('requester') ? (
        <RedriveForm place={place} whole={whole} />
      ) : (
        <p className={css['muted']}>You do not have the role requester, which asks for a redrive.</p>
      )}
      <div className={css['row']}>
        <ActButton
          name="Dismiss"
          danger
          reason
          why_not={settles}
          request={(reason) => deadLetterCalls.dismiss(place, reason)}
        >
          <p>Nothing is to come of it. It stays in the quarantine, closed, with your reason.</p>
        </ActButton>
        {whole.sent_as === null ? null : (
          <ActButton
            name="Release from the event that was sent"
            reason
            why_not={settles}
            request={(reason) => deadLetterCalls.release(place, reason)}
          >
            <p>
              It was sent as event {whole.sent_as.event_id}. Where that was not accepted, it can be sent as
              another event after this.
            </p>
          </ActButton>
        )}
      </div>
    </div>
  );
}
