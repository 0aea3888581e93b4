/**
 * A name that Kubernetes takes for an object (RFC 1123), of one of ours, which may have underscores and begin
 * with them.
 */
export function objectName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/^[^a-z0-9]+/, '');
}
