#!/usr/bin/env node
// The command `sojourn`. Plain JavaScript that an old Node can read too, because it is what tells that Node is too old.
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(realpathSync(fileURLToPath(import.meta.url))), '..', '..');

const problem = nodeProblem(process.versions.node) || installProblem();
if (problem) {
  console.error(problem);
  process.exit(1);
}
await run(process.argv.slice(2));

async function run([command, ...args]) {
  try {
    if (command === 'dev') return await (await import('./dev.js')).dev(root, args);
    if (command === 'migration') return (await import('./new-migration.js')).newMigration(root, args);
    const { buildStale } = await import('./build.js');
    // Only the server shows the editor; every other command can do without it.
    await buildStale(root, { editor: command === 'start' });
    const { main } = await import(pathToFileURL(join(root, 'server', 'dist', 'cli', 'main.js')).href);
    const code = await main(command === undefined ? [] : [command, ...args]);
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    // What the operator can mend is said in words; anything else is a fault of ours and needs its stack.
    console.error(error && error.name === 'StartRefusal' ? error.message : error);
    process.exit(1);
  }
}

/** The same range as "engines" in package.json: what the libraries below us accept. */
function nodeProblem(version) {
  const [major, minor] = version.split('.').map(Number);
  const fits =
    (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || (major === 24 && minor >= 11) || major > 24;
  if (fits) return null;
  return `Sojourn needs Node 20.19 or later, 22.13 or later, or 24.11 or later; this is Node ${version}. See https://nodejs.org`;
}

function installProblem() {
  if (existsSync(join(root, 'node_modules', 'pg'))) return null;
  return `The libraries are not installed yet. Run this first:\n\n  cd ${root} && npm ci\n`;
}
