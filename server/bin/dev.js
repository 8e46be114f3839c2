import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Server and editor from their sources: the server starts again when one of its files changes, the editor's pages
 * change in place. The editor is at Vite's address and passes calls of the API on to the server.
 */
export async function dev(root, args) {
  const hook = pathToFileURL(join(root, 'server', 'bin', 'typescript.js')).href;
  const program = join(root, 'server', 'bin', 'dev-server.js');
  const children = [
    run(root, ['--watch', '--watch-preserve-output', '--import', hook, program, ...args]),
    run(join(root, 'editor'), [join(root, 'node_modules', 'vite', 'bin', 'vite.js')]),
  ];
  // Ctrl-C reaches the children too; here it only must not end the parent before them.
  for (const name of ['SIGINT', 'SIGTERM']) {
    process.on(name, () => children.forEach(({ child }) => child.kill(name)));
  }
  // Without one of the two the other is of no use.
  await Promise.race(children.map(({ ended }) => ended));
  children.forEach(({ child }) => child.kill('SIGTERM'));
  await Promise.all(children.map(({ ended }) => ended));
}

function run(cwd, args) {
  const child = spawn(process.execPath, args, { cwd, stdio: 'inherit' });
  const ended = new Promise((done, failed) => child.once('error', failed).once('close', done));
  return { child, ended };
}
