import { useRef, useState } from 'react';
import type { ApiProblem } from '../api/api-problem.js';
import { fetchJson } from '../api/send.js';
import type { InclusionProof } from './rules/inclusion.js';
import { type KeyChain, readKeyChain } from './rules/key-chain.js';
import { readFileContent } from './rules/read-file.js';
import { type CheckedRecord, checkRecords } from './rules/check-records.js';

/** A file that was dropped, and what it was taken for. */
export interface DroppedFile {
  readonly name: string;
  readonly what: string;
}

interface Held {
  readonly files: readonly DroppedFile[];
  /** The records of the first file with records; those of later ones are second copies. */
  readonly records: readonly unknown[];
  readonly copies: readonly unknown[];
  readonly proofs: readonly InclusionProof[];
  readonly chain: KeyChain | null;
  /** Where the keys are from. */
  readonly keys_from: string | null;
}

const EMPTY: Held = { files: [], records: [], copies: [], proofs: [], chain: null, keys_from: null };

/** What is verified, and what was found. */
export interface FileVerification extends Held {
  readonly verified: readonly CheckedRecord[];
  /** How long it took, ms. */
  readonly took_ms: number | null;
  readonly problem: ApiProblem | null;
  readonly add: (files: Iterable<File>) => Promise<void>;
  readonly fetchKeys: () => Promise<void>;
  readonly clear: () => void;
}

/** Holds the dropped files and verifies the records again with each file more. Nothing of a file leaves the browser. */
export function useVerification(): FileVerification {
  const [held, setHeld] = useState(EMPTY);
  const [verified, setVerified] = useState<readonly CheckedRecord[]>([]);
  const [took_ms, setTook] = useState<number | null>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  // What is held now, also between two renderings: a second file may be dropped while the first is read.
  const now = useRef(EMPTY);
  const turn = useRef(Promise.resolve());
  const inTurn = (work: () => Promise<void>): Promise<void> => (turn.current = turn.current.then(work, work));
  const take = async (next: Held): Promise<void> => {
    now.current = next;
    setHeld(next);
    if (next.records.length === 0) return;
    const began = performance.now();
    const { records, proofs, copies, chain } = next;
    const checked = await checkRecords({
      records,
      proofs,
      copies,
      keys: chain?.ok === true ? chain.keys : new Map(),
    });
    // Meanwhile it may have been begun again.
    if (now.current !== next) return;
    setVerified(checked);
    setTook(performance.now() - began);
  };
  return {
    ...held,
    verified,
    took_ms,
    problem,
    add: (files) => {
      const dropped = [...files];
      return inTurn(async () => {
        let next = now.current;
        for (const file of dropped)
          next = await withFile(next, file.name, new Uint8Array(await file.arrayBuffer()));
        await take(next);
      });
    },
    fetchKeys: async () => {
      setProblem(null);
      const jwks = await fetchJson('/api/recovery/v1/evidence/keys').catch((cause: unknown) => {
        setProblem(cause as ApiProblem);
        return null;
      });
      if (jwks === null) return;
      const chain = await readKeyChain(jwks);
      await inTurn(() => take({ ...now.current, chain, keys_from: 'this installation' }));
    },
    clear: () => {
      now.current = EMPTY;
      setHeld(EMPTY);
      setVerified([]);
      setTook(null);
      setProblem(null);
    },
  };
}

async function withFile(held: Held, name: string, bytes: Uint8Array): Promise<Held> {
  const content = readFileContent(bytes);
  const noted = (what: string): Held => ({ ...held, files: [...held.files, { name, what }] });
  switch (content.kind) {
    case 'keys': {
      const chain = await readKeyChain(content.jwks);
      return {
        ...noted(chain.ok ? 'keys' : `keys that are not taken: ${chain.detail}`),
        chain,
        keys_from: name,
      };
    }
    case 'proof':
      return { ...noted('inclusion proof'), proofs: [...held.proofs, content.proof] };
    case 'records':
      return held.records.length === 0
        ? { ...noted(`${content.records.length} to verify`), records: content.records }
        : {
            ...noted('second copies, to name what was forged'),
            copies: [...held.copies, ...content.records],
          };
    case 'unreadable':
      return noted(`not read: ${content.detail}`);
  }
}
