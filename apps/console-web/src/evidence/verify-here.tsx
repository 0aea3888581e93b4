import { Button } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { ApiProblem } from '../api/api-problem.js';
import { send } from '../api/send.js';
import { ProblemNote } from '../parts/problem-note.js';
import { readKeyChain } from '../verify/rules/key-chain.js';
import type { SignedRecord } from '../verify/rules/signed-record.js';
import { type CheckedRecord, checkRecords } from '../verify/rules/check-records.js';
import { VerifiedRecord } from '../verify/verified-record.js';
import css from '../theme/parts.module.css';
import { evidenceCalls } from './evidence-calls.js';

/** The record before it, for the link of the chain; nothing for the first. */
async function withBefore(record: SignedRecord): Promise<readonly unknown[]> {
  const { sequence } = record.integrity;
  if (sequence < 2) return [record];
  const { items } = await send(evidenceCalls.chain(sequence - 2, 1));
  return [...items, record];
}

async function verifyHere(record: SignedRecord): Promise<CheckedRecord | undefined> {
  const chain = await readKeyChain(await send(evidenceCalls.keys()));
  const records = await withBefore(record);
  const keys = chain.ok ? chain.keys : new Map();
  return (await checkRecords({ records, keys, proofs: [], copies: [] })).at(-1);
}

/** Verifies a record in the browser, with the keys that the service publishes. */
export function VerifyHere({ record }: { readonly record: SignedRecord }): ReactElement {
  const [verified, setVerified] = useState<CheckedRecord | undefined>(undefined);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  return (
    <div className={css['body']}>
      <div className={css['row']}>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            setProblem(null);
            void verifyHere(record).then(setVerified, (cause: unknown) => setProblem(cause as ApiProblem));
          }}
        >
          Verify in this browser
        </Button>
        <span className={css['muted']}>
          With the keys of this installation. With keys from elsewhere: download the record and drop it under
          Verify a file.
        </span>
      </div>
      {problem === null ? null : <ProblemNote problem={problem} />}
      {verified === undefined ? null : <VerifiedRecord verified={verified} />}
    </div>
  );
}
