import {
  type AvailabilityFunction,
  BUILT_IN,
  type Candidate,
  type FunctionName,
  functionOf,
} from './availability-function.js';

/** Returns the function with this name and digest. Rejects if it is not available. */
export type ProjectionFunctions = (name: FunctionName) => Promise<AvailabilityFunction>;

/**
 * The functions that a process can run: the built-in one, and candidates from `load`, which is called once
 * per name and digest.
 */
export function functionsFrom(
  load: (name: string, digest?: string) => Promise<Candidate>,
): ProjectionFunctions {
  const loaded = new Map<string, Promise<AvailabilityFunction>>();
  return ({ name, digest }) => {
    if (name === BUILT_IN.name) return Promise.resolve(BUILT_IN);
    const key = `${name} ${digest}`;
    const known = loaded.get(key);
    if (known !== undefined) return known;
    const loading = load(name, digest ?? undefined).then(functionOf);
    loaded.set(key, loading);
    loading.catch(() => loaded.delete(key));
    return loading;
  };
}
