import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { send } from '../api/send.js';
import type { ApiProblem } from '../api/api-problem.js';
import { CopyAs } from '../parts/copy-as.js';
import { ProblemNote } from '../parts/problem-note.js';
import { type ContractList, recoveryCalls, type RecoveryWish } from '../recoveries/recovery-calls.js';
import css from '../theme/parts.module.css';
import { readScope, SCOPE_TYPES, type ScopeInput, type ScopeRead } from './wish.js';

/** What the form begins with. */
export interface AskFormProps {
  /** At least one. */
  readonly contracts: ContractList['items'];
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
export function AskForm({ contracts, given, owner, begun }: AskFormProps): ReactElement {
  const [contract, setContract] = useState(given.contract ?? contracts[0]?.flow ?? '');
  const [input, setInput] = useState<ScopeInput>({
    type: given.scope ?? 'by_sku',
    names: given.names,
    from: '',
    to: '',
  });
  const [intent, setIntent] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const { scopes, scope, refused } = underContract(contracts, contract, input);
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
      className={css['form']}
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
      <ContractField contracts={contracts} contract={contract} choose={setContract} />
      <ScopeFields
        input={input}
        scopes={scopes}
        change={(part) => setInput((now) => ({ ...now, ...part }))}
      />
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
        <Button
          type="submit"
          size="sm"
          loading={busy}
          disabled={wish === null || intent.trim() === '' || refused !== ''}
        >
          Verify
        </Button>
        {refused === '' && scope.ok ? null : (
          <span className={css['muted']}>{refused !== '' ? refused : scope.ok ? '' : scope.why}</span>
        )}
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

/** What was typed under the contract that was chosen: the scopes it has, the scope, and why it is refused ('' if not). */
function underContract(
  contracts: ContractList['items'],
  contract: string,
  input: ScopeInput,
): { readonly scopes: readonly string[]; readonly scope: ScopeRead; readonly refused: string } {
  const chosen = contracts.find(({ flow }) => flow === contract);
  const scopes = SCOPE_TYPES.filter((type) => chosen?.scopes.includes(type) === true);
  const scope: ScopeRead = scopes.some((type) => type === input.type)
    ? readScope(input)
    : { ok: false, why: 'The contract does not have this scope: choose another.' };
  if (chosen === undefined) return { scopes, scope, refused: `The service has no contract ${contract}.` };
  const roles = chosen.authority.may_request.join(' or ');
  const refused = chosen.may.request ? '' : `You do not have the role ${roles}, which may ask for it.`;
  return { scopes, scope, refused };
}

interface ContractFieldProps {
  readonly contracts: ContractList['items'];
  readonly contract: string;
  readonly choose: (flow: string) => void;
}

function ContractField({ contracts, contract, choose }: ContractFieldProps): ReactElement {
  const flows = contracts.map(({ flow }) => flow);
  return (
    <NativeSelect
      label="Contract"
      value={contract}
      data={flows.includes(contract) ? flows : [contract, ...flows]}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
    />
  );
}

interface ScopeFieldsProps {
  readonly input: ScopeInput;
  /** The kinds that the contract has. */
  readonly scopes: readonly string[];
  readonly change: (part: Partial<ScopeInput>) => void;
}

const SCOPES: Readonly<Record<string, string>> = {
  by_sku: 'SKUs',
  by_seller: 'all offers of sellers',
  by_offer: 'offers',
  by_time_window: 'events of a time window',
  by_topic_partition: 'offsets of a partition',
  all: 'everything',
};

const NAMES: Readonly<Record<string, string>> = {
  by_sku: 'SKUs, one a line',
  by_seller: 'Sellers, one a line',
  by_offer: 'Offers as seller/sku, one a line',
  by_topic_partition: 'Partition as topic/0',
};

function ScopeFields({ input, scopes, change }: ScopeFieldsProps): ReactElement {
  const { type, names, from, to } = input;
  const label = NAMES[type];
  const times = type === 'by_time_window';
  return (
    <>
      <NativeSelect
        label="Scope"
        value={type}
        data={(scopes.includes(type) ? scopes : [type, ...scopes]).map((value) => ({
          value,
          label: SCOPES[value] ?? value,
        }))}
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
