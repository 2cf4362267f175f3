// A disk of its own that can be filled: a small file system in memory where mounting is allowed, else null.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const smallDisk = (cleanup, megabytes) => {
  const folder = mkdtempSync(join(tmpdir(), 'reliability-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'reliability', folder]).status === 0;
  cleanup(() => {
    if (mounted) spawnSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  if (!mounted) return null;
  const ballast = join(folder, 'ballast');
  const free = () => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  return {
    folder,
    free,
    /** Takes all that is left but so many bytes. */
    fill: (leave = 0) => {
      try {
        while (free() > leave) writeFileSync(ballast, Buffer.alloc(Math.max(1, free() - leave)), { flag: 'a' });
      } catch (error) {
        if (error.code !== 'ENOSPC') throw error;
      }
    },
    empty: () => rmSync(ballast, { force: true }),
  };
};
