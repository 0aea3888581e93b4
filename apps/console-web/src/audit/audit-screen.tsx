import { NativeSelect, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { usePages } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { PageHead } from '../parts/page-head.js';
import { PagedTable } from '../parts/paged-table.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { StateWord } from '../words/state-word.js';
import type { Tone } from '../words/tones.js';
import { type Acts, actsRequest, type ActFilters } from './audit-calls.js';

const PAGE = 50;
const OUTCOMES = ['done', 'refused', 'failed', 'attempted'];
const TONES: Readonly<Record<string, Tone>> = { done: 'good', refused: 'warn', failed: 'bad' };

const route = getRouteApi('/audit');

/** Who did what at which service: the security log. Only security auditors read it, who may change nothing. */
export function AuditScreen(): ReactElement {
  const wanted = route.useSearch();
  const navigate = route.useNavigate();
  const pages = usePages(
    (before) => actsRequest(wanted, before, PAGE),
    ({ next_before }) => next_before?.toString(),
  );
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const choose = (change: ActFilters) =>
    void navigate({ search: (now) => ({ ...now, ...change }), replace: true });
  const options = (['actor', 'action', 'outcome'] as const)
    .map((name) => (wanted[name] === undefined ? '' : ` --${name} ${JSON.stringify(wanted[name])}`))
    .join('');
  return (
    <>
      <PageHead
        title="Audit"
        lead="Who did what, at which service, the newest first. The role security-auditor reads it; whoever may act does not."
        actions={
          <CopyAs request={actsRequest(wanted, undefined, PAGE)} cli={`security-log list${options}`} />
        }
      />
      <div className={css['filters']}>
        <Typed
          label="Person"
          hint="operator ada"
          value={wanted.actor}
          choose={(actor) => choose({ actor })}
        />
        <Typed
          label="Action"
          hint="approve_recovery"
          value={wanted.action}
          choose={(action) => choose({ action })}
        />
        <NativeSelect
          label="Outcome"
          size="xs"
          value={wanted.outcome ?? ''}
          data={[{ value: '', label: 'every outcome' }, ...OUTCOMES]}
          onChange={({ currentTarget }) =>
            choose({ outcome: currentTarget.value === '' ? undefined : currentTarget.value })
          }
        />
      </div>
      <PagedTable
        title="Acts, the newest first"
        heads={[{ number: 'no.' }, 'at', 'who', 'what', 'outcome', 'target', 'reason', 'recorded by']}
        pages={pages}
        items={items}
        empty="No record matches."
        row={(act) => <ActRow key={act.sequence} act={act} />}
      />
    </>
  );
}

function ActRow({ act }: { readonly act: Acts['items'][number] }): ReactElement {
  const { sequence, recorded_at, actor, action, outcome, target, reason, recorded_by } = act;
  return (
    <tr>
      <td data-number>{sequence}</td>
      <td>
        <Age at={recorded_at} />
      </td>
      <td>{actor ?? 'nobody known'}</td>
      <td>{action}</td>
      <td>
        <StateWord word={outcome} tone={TONES[outcome] ?? 'quiet'} />
      </td>
      <td>{target}</td>
      <td>{reason}</td>
      <td>{recorded_by}</td>
    </tr>
  );
}

interface TypedProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string | undefined;
  readonly choose: (value: string | undefined) => void;
}

/** A filter that is asked for when its field is left, or by Enter. */
function Typed({ label, hint, value, choose }: TypedProps): ReactElement {
  const [text, setText] = useState(value ?? '');
  const leave = (): void => choose(text.trim() === '' ? undefined : text.trim());
  return (
    <TextInput
      label={label}
      placeholder={hint}
      size="xs"
      value={text}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onBlur={leave}
      onKeyDown={({ key }) => (key === 'Enter' ? leave() : undefined)}
    />
  );
}
