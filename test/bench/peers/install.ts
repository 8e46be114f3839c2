import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const here = new URL('./', import.meta.url);

/** Installs what is compared with, exactly as locked, where it is not there yet. */
export function installPeers(): void {
  if (peersInstalled()) return;
  console.log('Installing what the engine is compared with …');
  const { status, stderr } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: here,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm ci failed in test/bench/peers. It needs the registry of npm once:\n${stderr}`);
}

/** Whether the versions of package.json are there. */
export function peersInstalled(): boolean {
  const { dependencies } = read('package.json') as { dependencies: Record<string, string> };
  return Object.entries(dependencies).every(([name, version]) => {
    const place = `node_modules/${name}/package.json`;
    return existsSync(new URL(place, here)) && (read(place) as { version: string }).version === version;
  });
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, here), 'utf8'));
}
