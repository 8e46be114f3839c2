import { spawnSync } from 'node:child_process';

let listed = false;

/** Where we may: as root on a system with apt. Anywhere else what is missing is named, and its suite is not run. */
export function installWithApt(name) {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) return;
  console.log(`Installing ${name} with apt-get …`);
  // Run level 1: a package must not start a service of its own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const apt = (...args) => spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  if (!listed) apt('update');
  listed = true;
  apt('install', '-y', '--no-install-recommends', name);
}
