import { expect, it } from '@jest/globals';
import { mayRedrive } from './may-redrive.js';

const person = (subject: string, ...roles: string[]) => ({ subject, name: subject, roles, seller_id: null });

it.each<[Parameters<typeof mayRedrive>[0], ReturnType<typeof person> | null, RegExp]>([
  ['approve', person('grace', 'approver'), /^$/],
  ['approve', person('ada', 'approver'), /another person/],
  ['approve', person('vic', 'viewer'), /role approver/],
  ['approve', null, /Log in/],
  ['send', person('ada', 'requester'), /^$/],
  ['send', person('grace', 'approver'), /^$/],
  ['send', person('vic', 'viewer'), /role requester/],
  ['withdraw', person('ada', 'requester'), /^$/],
  ['withdraw', person('bob', 'requester'), /Only who asked/],
  ['withdraw', person('ada', 'viewer'), /role requester/],
])('%s by %j of what ada asked for', (act, who, why) => {
  expect(mayRedrive(act, { requested_by: 'ada' }, who)).toMatch(why);
});
