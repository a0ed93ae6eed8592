/** What can be said of the machine and the place of a database file, without opening the file. */
import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Finding, fault, ok, warning } from '../../audit/finding.ts';

/** @param version of Node.js, without the "v" */
export function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isSupported = major >= 24 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  return isSupported
    ? ok('Node.js', version)
    : fault('Node.js', `${version} is not supported. Use 20.19 or newer, 22.12 or newer, or 24.`);
}

/** The file and the disk that it is on. */
export async function examinePlace(path: string): Promise<readonly Finding[]> {
  const { size } = await stat(path);
  const { type, bavail, bsize } = await statfs(dirname(path));
  return [
    ok('file', `${path}, ${inMegabytes(size)}`),
    diskFinding(type),
    roomFinding(bavail * bsize, size),
  ];
}

function diskFinding(type: number): Finding {
  const name = remoteFileSystems.get(type);
  if (name === undefined) return ok('file system', 'is none of those known to be on the network');
  return fault(
    'file system',
    `${name}: locks and syncs of SQLite do not hold over a network, so two servers may damage the file. Put it on a local disk.`,
  );
}

/** As the kernel of Linux numbers them; other systems have other numbers, and none of these. */
const remoteFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xfe534d42, 'SMB2'],
  [0xff534d42, 'CIFS'],
  [0x01021997, '9P'],
  [0x00c36400, 'Ceph'],
]);

function roomFinding(free: number, size: number): Finding {
  const message = `${inMegabytes(free)} are free`;
  if (free < leastRoom) return fault('room', `${message}: commits will fail soon. Make room.`);
  if (free < size * 1.1) {
    return warning(
      'room',
      `${message}, so there is none for a backup, which is made beside the file.`,
    );
  }
  return ok('room', message);
}

const leastRoom = 100_000_000;

function inMegabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
