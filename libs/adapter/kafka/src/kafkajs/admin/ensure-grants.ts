import { pollUntil } from '@stockproof/timing';
import kafkajs, { type AclEntry, type Admin } from 'kafkajs';
import type { Grant, GrantedOperation } from '../../port.js';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

const OPERATIONS = {
  read: AclOperationTypes.READ,
  write: AclOperationTypes.WRITE,
  create: AclOperationTypes.CREATE,
  delete: AclOperationTypes.DELETE,
  describe: AclOperationTypes.DESCRIBE,
  describe_configs: AclOperationTypes.DESCRIBE_CONFIGS,
} as const satisfies Record<GrantedOperation, number>;

const RESOURCES = {
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
  transactional_id: AclResourceTypes.TRANSACTIONAL_ID,
} as const satisfies Record<Grant['resource'], number>;

const AGAIN_MS = 100;

/**
 * Makes these the only grants of their logins. Missing ones are created first, so that nobody lacks a right
 * in between; then others are removed. Resolves when the asked broker applies them, which can be many seconds
 * after the controller has stored them. Rejects if it does not within `within_ms`.
 */
export async function ensureGrants(
  admin: Admin,
  grants: readonly Grant[],
  within_ms = 60_000,
): Promise<void> {
  const wanted = grants.flatMap(entriesOf);
  const names = new Set(wanted.map(aclKey));
  const existing = await existingEntries(admin, new Set(wanted.map(({ principal }) => principal)));
  const known = new Set(existing.map(aclKey));
  const missing = wanted.filter((entry) => !known.has(aclKey(entry)));
  if (missing.length > 0) {
    await admin.createAcls({ acl: missing });
    await heldByBroker(admin, wanted, within_ms);
  }
  const surplus = existing.filter((entry) => !names.has(aclKey(entry)));
  if (surplus.length > 0) await admin.deleteAcls({ filters: surplus });
}

async function heldByBroker(admin: Admin, wanted: readonly AclEntry[], within_ms: number): Promise<void> {
  const principals = new Set(wanted.map(({ principal }) => principal));
  let waiting: readonly AclEntry[] = wanted;
  const held = await pollUntil(
    async () => {
      const names = new Set((await existingEntries(admin, principals)).map(aclKey));
      waiting = wanted.filter((entry) => !names.has(aclKey(entry)));
      return waiting.length === 0;
    },
    { within_ms, every_ms: AGAIN_MS },
  );
  if (held === null)
    throw new Error(
      `${waiting.length} grants were made and are not held by the broker after ${within_ms} ms`,
    );
}

function entriesOf({ login, denied = false, resource, name, begins_so, operations }: Grant): AclEntry[] {
  const permissionType = denied ? AclPermissionTypes.DENY : AclPermissionTypes.ALLOW;
  return operations.map((operation) => ({
    principal: `User:${login}`,
    host: '*',
    permissionType,
    operation: OPERATIONS[operation],
    resourceType: RESOURCES[resource],
    resourceName: name,
    resourcePatternType: begins_so ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
  }));
}

async function existingEntries(admin: Admin, principals: ReadonlySet<string>): Promise<AclEntry[]> {
  const { resources } = await admin.describeAcls({
    resourceType: AclResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  });
  const all = resources.flatMap(({ acls, ...resource }) =>
    acls.map((acl) => ({
      ...acl,
      resourceType: resource.resourceType,
      resourceName: resource.resourceName,
      resourcePatternType: resource.resourcePatternType,
    })),
  );
  return all.filter(({ principal }) => principals.has(principal));
}

function aclKey(entry: AclEntry): string {
  return [
    entry.principal,
    entry.resourceType,
    entry.resourcePatternType,
    entry.operation,
    entry.permissionType,
    entry.resourceName,
  ].join(' ');
}
