import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { send } from '../api/send.js';
import type { ApiProblem } from '../api/api-problem.js';
import { CopyAs } from '../parts/copy-as.js';
import { ProblemNote } from '../parts/problem-note.js';
import { recoveryCalls, type RecoveryWish } from '../recoveries/recovery-calls.js';
import css from '../theme/parts.module.css';
import { FLOWS } from './flows.js';
import { readScope, SCOPE_TYPES, type ScopeInput } from './wish.js';

interface AskFormProps {
  /** What the address says, so that a link can fill the form in. */
  readonly given: {
    readonly contract?: string | undefined;
    readonly scope?: string | undefined;
    readonly names: string;
  };
  readonly owner: string;
  /** The verification runs; its id. */
  readonly begun: (recovery_id: string) => void;
}

/** Asks for a verification, which changes nothing, and starts it. */
export function AskForm({ given, owner, begun }: AskFormProps): ReactElement {
  const [contract, setContract] = useState(given.contract ?? FLOWS[0]);
  const [input, setInput] = useState<ScopeInput>({
    type: given.scope ?? 'by_sku',
    names: given.names,
    from: '',
    to: '',
  });
  const [intent, setIntent] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const scope = readScope(input);
  const wish: RecoveryWish | null = scope.ok
    ? { contract, scope: scope.scope, mode: 'verify', owner, intent: intent.trim() }
    : null;
  const ask = async (wanted: RecoveryWish): Promise<void> => {
    const { recovery_id } = await send(recoveryCalls.request(wanted));
    await send(recoveryCalls.start(recovery_id));
    begun(recovery_id);
  };
  return (
    <form
      className={css['body']}
      onSubmit={(event) => {
        event.preventDefault();
        if (wish === null) return;
        setBusy(true);
        setProblem(null);
        void ask(wish)
          .catch((cause: unknown) => setProblem(cause as ApiProblem))
          .finally(() => setBusy(false));
      }}
    >
      <NativeSelect
        label="Contract"
        value={contract}
        data={[...FLOWS]}
        onChange={({ currentTarget }) => setContract(currentTarget.value)}
      />
      <ScopeFields input={input} change={(part) => setInput((now) => ({ ...now, ...part }))} />
      <TextInput
        label="Intent"
        description="Why; it is in the signed record."
        required
        maxLength={1_000}
        value={intent}
        onChange={({ currentTarget }) => setIntent(currentTarget.value)}
      />
      {problem === null ? null : <ProblemNote problem={problem} of="Verify" />}
      <div className={css['row']}>
        <Button type="submit" size="sm" loading={busy} disabled={wish === null || intent.trim() === ''}>
          Verify
        </Button>
        {scope.ok ? null : <span className={css['muted']}>{scope.why}</span>}
        {wish === null ? null : (
          <CopyAs
            request={recoveryCalls.request(wish)}
            cli={`recovery run --contract ${contract} --scope '${JSON.stringify(wish.scope)}' --mode verify --intent ${JSON.stringify(wish.intent)}`}
          />
        )}
      </div>
    </form>
  );
}

interface ScopeFieldsProps {
  readonly input: ScopeInput;
  readonly change: (part: Partial<ScopeInput>) => void;
}

const NAMES: Readonly<Record<string, string>> = {
  by_sku: 'SKUs, one a line',
  by_seller: 'Sellers, one a line',
  by_offer: 'Offers as seller/sku, one a line',
  by_topic_partition: 'Partition as topic/0',
};

function ScopeFields({ input, change }: ScopeFieldsProps): ReactElement {
  const { type, names, from, to } = input;
  const label = NAMES[type];
  const times = type === 'by_time_window';
  return (
    <>
      <NativeSelect
        label="Scope"
        value={type}
        data={[...SCOPE_TYPES]}
        onChange={({ currentTarget }) => change({ type: currentTarget.value })}
      />
      {label === undefined ? null : (
        <Textarea
          label={label}
          rows={type === 'by_topic_partition' ? 1 : 3}
          value={names}
          onChange={({ currentTarget }) => change({ names: currentTarget.value })}
        />
      )}
      {times || type === 'by_topic_partition' ? (
        <div className={css['row']}>
          <TextInput
            label={times ? 'From (UTC)' : 'From offset'}
            placeholder={times ? '2026-06-19T18:00:00Z' : '0'}
            value={from}
            onChange={({ currentTarget }) => change({ from: currentTarget.value })}
          />
          <TextInput
            label={times ? 'To, not included (UTC)' : 'To offset, not included'}
            value={to}
            onChange={({ currentTarget }) => change({ to: currentTarget.value })}
          />
        </div>
      ) : null}
    </>
  );
}
