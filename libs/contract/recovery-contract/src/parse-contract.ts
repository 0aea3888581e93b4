import { Ajv, type ErrorObject } from 'ajv';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { contractSchema } from './contract.schema.js';
import type { RecoveryContract } from './recovery-contract.js';

/** The contract can not be read. The message says file, line, column, and what was expected there. */
export class RecoveryContractError extends Error {
  override readonly name = 'RecoveryContractError';
}

const validate = new Ajv({ allErrors: true }).compile<RecoveryContract>(contractSchema);

/** Reads a contract's YAML; `name` stands in the messages. Throws RecoveryContractError with every complaint. */
export function parseContract(text: string, name: string): RecoveryContract {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const broken = document.errors.map((error) => at(name, lines, error.pos[0], error.message.split('\n')[0] ?? ''));
  if (broken.length > 0) throw new RecoveryContractError(broken.join('; '));
  const contract: unknown = document.toJS();
  if (validate(contract)) return contract;
  const complaints = (validate.errors ?? []).map((error) => at(name, lines, offsetOf(document, error), sentence(error)));
  throw new RecoveryContractError(complaints.join('; '));
}

function at(name: string, lines: LineCounter, offset: number, what: string): string {
  const { line, col } = lines.linePos(offset);
  return `${name}:${Math.max(1, line)}:${Math.max(1, col)}: ${what}`;
}

/** Where the value at fault stands; for a missing member, the object it is missing from. */
function offsetOf(document: Document, error: ErrorObject): number {
  const path = error.instancePath.split('/').slice(1).map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function sentence({ instancePath, message = 'is not valid', params }: ErrorObject): string {
  const where = instancePath === '' ? 'the contract' : instancePath.slice(1).replaceAll('/', '.');
  const { additionalProperty, allowedValues } = params as { additionalProperty?: string; allowedValues?: unknown[] };
  if (additionalProperty !== undefined) return `${where} has no term "${additionalProperty}"`;
  return `${where} ${message}${allowedValues === undefined ? '' : `: ${allowedValues.join(', ')}`}`;
}
