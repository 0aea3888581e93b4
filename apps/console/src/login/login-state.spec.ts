import { expect, it } from '@jest/globals';
import { LoginStates } from './login-state.js';

const STATE = { state: 's', nonce: 'n', verifier: 'v', issuer: 'https://id.example', return_to: '/x' };

it('a login under way is read by the process that sealed it, and by nobody else', async () => {
  const states = new LoginStates();
  const sealed = await states.seal(STATE);
  expect(await states.open(sealed)).toEqual(STATE);
  expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('verifier');
  expect(await new LoginStates().open(sealed)).toBeNull();
  const cut = sealed.slice(0, -4);
  expect([await states.open(null), await states.open('x'), await states.open(cut)]).toEqual([
    null,
    null,
    null,
  ]);
});
