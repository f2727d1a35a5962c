import { existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { storeErrors } from '../errors.ts';

/** File systems of the Linux kernel that keep no files (their magic numbers, statfs(2)). Making a directory there may never return. */
const pseudo: ReadonlyMap<number, string> = new Map([
  [0x9fa0, 'proc'], [0x62656572, 'sysfs'], [0x27e0eb, 'cgroup'], [0x63677270, 'cgroup2'], [0x1cd1, 'devpts'], [0x64626720, 'debugfs'],
  [0x74726163, 'tracefs'], [0x73636673, 'securityfs'], [0x62656570, 'configfs'], [0x6165676c, 'pstore'], [0xcafe4a11, 'bpf'],
  [0xde5e81e4, 'efivarfs'], [0x42494e4d, 'binfmt_misc'], [0x19800202, 'mqueue'], [0xf97cff8c, 'selinux'], [0x6e736673, 'nsfs'],
]);

/** Throws `STORE_PLACE_UNFIT` where the directory is, or would be, on such a file system. */
export function refusePseudo(directory: string): void {
  if (process.platform !== 'linux') return;
  const there = nearest(resolve(directory));
  const kind = pseudo.get(statfsSync(there).type >>> 0);
  if (kind === undefined) return;
  throw storeErrors.STORE_PLACE_UNFIT({ what: `The directory ${directory} is on the file system ${kind} (at ${there}).`, details: { directory, kind } });
}

/** The directory itself, or the first above it that is there. */
function nearest(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearest(dirname(path));
}
