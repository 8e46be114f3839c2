import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `npm run migration -- add coupons`: the next file in server/src/database/migrations, and its line in the list. */
export function newMigration(root, words) {
  const what = words
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  if (!/[a-z]/.test(what)) throw refusal('Say what it does: npm run migration -- add coupons');
  const folder = join(root, 'server', 'src', 'database', 'migrations');
  const last = Math.max(0, ...readdirSync(folder).map((name) => Number(/^(\d{4})-/.exec(name)?.[1] ?? 0)));
  const number = String(last + 1).padStart(4, '0');
  const file = `${number}-${what}`;
  // TypeORM orders by the digits at the end of the name and wants thirteen of them.
  const name = what.replaceAll(/(^|-)(\w)/g, (_all, _dash, letter) => letter.toUpperCase()) + `176400000${number}`;
  writeFileSync(join(folder, `${file}.ts`), source(name, words.join(' ')), { flag: 'wx' });
  const list = join(folder, 'index.ts');
  const text = readFileSync(list, 'utf8');
  const lastImport = text.lastIndexOf("';\n", text.indexOf('export const migrations')) + 3;
  const withImport = `${text.slice(0, lastImport)}import { ${name} } from './${file}.js';\n${text.slice(lastImport)}`;
  writeFileSync(list, withImport.replace(/,?\n?\];/, `,\n  ${name},\n];`));
  console.log(`server/src/database/migrations/${file}.ts is yours to fill, and stands in the list.`);
}

function source(name, title) {
  return `import type { MigrationInterface, QueryRunner } from 'typeorm';

/** ${title[0].toUpperCase()}${title.slice(1)}. */
export class ${name} implements MigrationInterface {
  name = '${name}';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}

const STATEMENTS: string[] = [];
`;
}

function refusal(message) {
  return Object.assign(new Error(message), { name: 'StartRefusal' });
}
