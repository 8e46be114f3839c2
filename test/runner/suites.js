import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOMS = ['packages', 'server/src', 'editor/src', 'test'];

/** The suites of test/suites.json, each with the specs that belong to it. A spec without a suite is an error. */
export function loadSuites(root) {
  const { suites } = JSON.parse(readFileSync(join(root, 'test', 'suites.json'), 'utf8'));
  const all = suites.map((suite) => ({ workers: 2, ...suite, specs: [] }));
  for (const spec of ROOMS.flatMap((room) => specsIn(root, room))) {
    const suite = all.find(({ match }) => match.some((pattern) => new RegExp(pattern).test(spec)));
    if (!suite) throw new Error(`No suite of test/suites.json takes ${spec}, so nothing would run it.`);
    suite.specs.push(spec);
  }
  return all;
}

function specsIn(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return /^(node_modules|dist)$/.test(entry.name) ? [] : specsIn(root, path);
    return /\.spec\.tsx?$/.test(entry.name) ? [path] : [];
  });
}
