import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { Nothing, Panel } from '../parts/panel.js';
import { Age } from '../words/age.js';
import { grouped } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import type { DeadLetterList } from './dead-letter-calls.js';
import css from './dead-letters.module.css';

/** The quarantine by reason and who looks after it, the largest first. */
export function GroupsPanel({
  list,
  chosen,
}: {
  readonly list: DeadLetterList;
  readonly chosen: string | undefined;
}): ReactElement {
  const groups = list.by_reason.toSorted((a, b) => b.messages - a.messages);
  const most = Math.max(...groups.map(({ messages }) => messages), 1);
  const { triage_within_hours } = list.policy;
  return (
    <Panel
      title="By reason"
      aside={`the contract gives ${triage_within_hours} h; ${grouped(list.overdue)} are overdue`}
    >
      {groups.length === 0 ? <Nothing>The quarantine is empty.</Nothing> : null}
      <ul className={css['groups']}>
        {groups.map(({ reason, assignee, messages, oldest, overdue }) => (
          <li key={`${reason} ${assignee}`} data-chosen={reason === chosen}>
            <Link
              to="/dead-letters"
              search={(now) => ({ ...now, reason: reason === chosen ? undefined : reason })}
            >
              {reason}
            </Link>
            <meter min={0} max={most} value={messages} aria-label={`${reason}: ${messages} messages`} />
            <span>{grouped(messages)}</span>
            <span>{assignee}</span>
            <span>
              oldest <Age at={oldest} />
            </span>
            <span>{overdue === 0 ? '' : <StateWord word={`${grouped(overdue)} overdue`} tone="bad" />}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
