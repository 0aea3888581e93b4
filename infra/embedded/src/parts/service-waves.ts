import type { Instance } from '../instance/instance.js';
import type { PartSpec } from '../part.js';
import type { Secrets } from '../secrets/secrets.js';
import type { PartUsers } from '../users/part-users.js';
import { consolePart } from './console-part.js';
import { identityPart } from './identity-part.js';
import { servicePartsByCopy } from './service-parts.js';

/**
 * The services in the order in which they start: the first copies with the console and the identity provider, which
 * have one each, then the second copies, and so on. There is no identity provider if the operators' is another one.
 */
export function serviceWaves(instance: Instance, secrets: Secrets, users: PartUsers | null): PartSpec[][] {
  const [first = [], ...others] = servicePartsByCopy(instance, secrets, users);
  const identity = instance.other_issuer === null ? [identityPart(instance, secrets, users)] : [];
  return [[...first, ...identity, consolePart(instance, users)], ...others];
}
