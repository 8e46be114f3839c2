import { type Source, importsOf, sourcesIn } from './sources.js';

/** Which package may import which: down only. */
const PACKAGES: Record<string, string[]> = {
  rules: [],
  lifecycle: ['rules'],
  journey: ['rules', 'lifecycle'],
  nodes: ['journey', 'rules', 'lifecycle'],
  api: ['nodes', 'journey', 'rules', 'lifecycle'],
};

/** Libraries that do no IO and read no clock unless asked to. */
const PURE_LIBRARIES = ['zod', 'luxon', 'croner'];

/** What stands between the rooms of the server and its adapters. */
const PORTS = ['server/src/queue/work-queue', 'server/src/channels/channel'];

/** What every room of the server stands on: settings, the secret, and how something recurs. */
const GROUND = ['config', 'settings.module', 'secret', 'recurring'].map((file) => `server/src/${file}`);

/** Exceptions to the rooms, each with its reason: `'from -> to': 'why'`, both as paths without an ending. */
const EXCEPTIONS: Record<string, string> = {};

/** What is wrong with the imports of the packages, in sentences. */
export function packageOffences(): string[] {
  return code('packages/').flatMap((source) => {
    const [, own = ''] = source.path.split('/');
    const allowed = PACKAGES[own];
    if (!allowed) return [`${source.path}: the package "${own}" is not in the table of test/architecture/rooms.ts`];
    return importsOf(source).flatMap((target) => {
      const [, name] = /^@sojourn\/(\w+)/.exec(target) ?? [];
      if (name) {
        return allowed.includes(name)
          ? []
          : [`${source.path} imports ${target}: ${own} may import ${allowed.join(', ') || 'no other package'}`];
      }
      if (target.startsWith(`packages/${own}/`)) return [];
      if (PURE_LIBRARIES.some((library) => target === library || target.startsWith(`${library}/`))) return [];
      // The form of a node type is the one place where a package may know the screen.
      if (source.path.endsWith('.form.tsx') && /^(react|@mantine|@tabler)(\/|$|-)/.test(target)) return [];
      return [`${source.path} imports ${target}: packages are pure; let the caller pass in what it gives`];
    });
  });
}

/** What is wrong with the imports of the editor. */
export function editorOffences(): string[] {
  return code('editor/src/').flatMap((source) =>
    importsOf(source)
      .filter((target) => /^(server|test|packages)\//.test(target) || target.startsWith('@sojourn/server'))
      .map(
        (target) => `${source.path} imports ${target}: the editor knows the packages (as @sojourn/…), not the server`,
      ),
  );
}

/** What is wrong with the imports between the rooms of the server. */
export function serverOffences(): string[] {
  const features = new Set(
    sourcesIn('server/src/')
      .filter(({ path }) => path.endsWith('.controller.ts'))
      .map(({ path }) => roomOf(path)),
  );
  return code('server/src/').flatMap((source) => {
    const from = roomOf(source.path);
    // The top chooses the adapters and the command line starts it all: both may know every room.
    if (from === '' || from === 'cli') return [];
    return importsOf(source).flatMap((target) => {
      if (/^(packages|editor|test)\//.test(target)) return [`${source.path} imports ${target}: use @sojourn/…`];
      if (!target.startsWith('server/src/')) return [];
      if (`${source.path.replace(/\.tsx?$/, '')} -> ${target}` in EXCEPTIONS) return [];
      const why = objection(from, roomOf(target), source.path, target, features);
      return why ? [`${source.path} imports ${target}: ${why}`] : [];
    });
  });
}

function objection(from: string, to: string, path: string, target: string, features: Set<string>): string | null {
  if (from === 'channels' && to === 'channels') {
    const [own, other] = [path, target].map((file) => file.split('/')[3] ?? '');
    const apart = own !== other && path.split('/').length > 4 && target.split('/').length > 4;
    return apart ? 'one channel does not know another' : null;
  }
  if (from === to || GROUND.includes(target)) return null;
  if (to === '') return 'main and app.module stand above all rooms; only the command line may import them';
  if (to === 'cli') return 'the command line stands above all rooms';
  if (features.has(to))
    return features.has(from) ? 'features never import features' : `"${to}" is a feature, above this room`;
  if (from === 'database') return 'the database room stands below all others';
  if (from === 'store') return to === 'database' ? null : 'the store imports only the database room and packages';
  if (from === 'engine') {
    return to === 'store' || to === 'database' || PORTS.includes(target)
      ? null
      : 'the engine knows the store and the two ports';
  }
  if (to === 'engine' && !features.has(from)) return 'only features, the top and the command line know the engine';
  const adapters = (room: string) => room === 'queue' || room === 'channels';
  if (adapters(to) && !PORTS.includes(target))
    return 'adapters are reached through their port; app.module chooses them';
  return null;
}

/** The first folder under server/src; '' for the files at its top. */
function roomOf(path: string): string {
  const rest = path.slice('server/src/'.length).split('/');
  return rest.length > 1 ? (rest[0] ?? '') : '';
}

/** Specs may look into any room. */
function code(beginning: string): Source[] {
  return sourcesIn(beginning).filter(({ isSpec, path }) => !isSpec && !path.includes('/vite.config'));
}
