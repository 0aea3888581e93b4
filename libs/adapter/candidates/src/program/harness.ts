/**
 * The whole program of a candidate's process; it needs no file. It reads frames (four bytes of length, then
 * text) from its input and answers each with one. The first frame is `[code, file name, milliseconds per
 * call]`. The candidate's realm gets only text from it.
 */
export const harness = (driver: string): string => `
import { readSync, writeSync } from 'node:fs';
import { constants, createContext, Script } from 'node:vm';

const realm = createContext(constants.DONT_CONTEXTIFY, { codeGeneration: { strings: false, wasm: false } });
const take = (bytes) => {
  for (let at = 0; at < bytes.length;) {
    const read = readSync(0, bytes, at, bytes.length - at);
    if (read === 0) process.exit(0);
    at += read;
  }
  return bytes;
};
const ask = () => take(Buffer.alloc(take(Buffer.alloc(4)).readUInt32BE())).toString('utf8');
const tell = (text) => {
  const body = Buffer.from(text);
  const frame = Buffer.alloc(4 + body.length);
  frame.writeUInt32BE(body.length);
  body.copy(frame, 4);
  for (let at = 0; at < frame.length;) at += writeSync(1, frame, at);
};
// An error of the realm is not looked into: it could be anything.
const failed = (error) => JSON.stringify({ failed: error?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? 'time' : 'error' });

let give;
let work;
let within_ms = 1;
try {
  const [code, filename, call_ms] = JSON.parse(ask());
  within_ms = call_ms;
  give = new Script(${JSON.stringify(driver)}).runInContext(realm);
  give('code', new Script(code, { filename }).runInContext(realm, { timeout: within_ms }));
  work = new Script('__work()');
  tell(String(work.runInContext(realm, { timeout: within_ms })));
} catch (error) {
  tell(failed(error));
  process.exit(0);
}
for (;;) {
  const text = ask();
  try {
    give('runs', text);
    tell(String(work.runInContext(realm, { timeout: within_ms })));
  } catch (error) {
    tell(failed(error));
  }
}
`;
