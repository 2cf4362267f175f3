// A disk of its own that can be filled: a small file system in memory; where mounting is refused, files that cannot grow.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SMALL_FILES = fileURLToPath(new URL('./small-files.cjs', import.meta.url));

/** `env` and `preload` are for the platform that is to use it; `fill` takes all that is left but so many bytes. */
export const smallDisk = (cleanup, megabytes) => {
  const folder = mkdtempSync(join(tmpdir(), 'reliability-disk-'));
  const mounted =
    !process.env.CAUSEWAY_TEST_NO_MOUNT &&
    spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'reliability', folder]).status === 0;
  cleanup(() => {
    if (mounted) spawnSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  const ballast = join(folder, 'ballast');
  const empty = () => rmSync(ballast, { force: true });
  if (!mounted)
    return {
      kind: 'files that cannot grow',
      env: { CAUSEWAY_DATA_DIR: join(folder, 'data'), CAUSEWAY_TEST_BALLAST: ballast },
      preload: [SMALL_FILES],
      fill: (leave = 0) => writeFileSync(ballast, String(leave)),
      empty,
    };
  const free = () => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  const fill = (leave = 0) => {
    try {
      while (free() > leave) writeFileSync(ballast, Buffer.alloc(Math.max(1, free() - leave)), { flag: 'a' });
    } catch (error) {
      if (error.code !== 'ENOSPC') throw error;
    }
  };
  return { kind: 'a file system of its own', env: { CAUSEWAY_DATA_DIR: folder }, preload: [], fill, empty };
};
