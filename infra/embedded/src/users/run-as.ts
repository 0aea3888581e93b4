import type { PartSpec } from '../part.js';
import type { PartUser } from './part-users.js';

/** The part as that user, with its own home and temporary folder; null: unchanged. */
export function runAs(spec: PartSpec, user: PartUser | null): PartSpec {
  if (user === null) return spec;
  const { uid, gid, folder } = user;
  return { ...spec, user: { uid, gid }, env: { ...spec.env, HOME: folder, TMPDIR: folder } };
}

/** Like `runAs`, for a Java program, which does not read the two folders from its environment. */
export function runJavaAs(spec: PartSpec, user: PartUser | null): PartSpec {
  if (user === null) return spec;
  const { folder } = user;
  return runAs(
    { ...spec, args: [`-Djava.io.tmpdir=${folder}`, `-Duser.home=${folder}`, ...spec.args] },
    user,
  );
}
