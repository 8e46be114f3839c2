// What `npm run dev` runs and watches: the command `start` from its sources.
const { main } = await import('../src/cli/main.js');
try {
  const code = await main(['start', ...process.argv.slice(2)]);
  if (typeof code === 'number') process.exitCode = code;
} catch (error) {
  console.error(error && error.name === 'StartRefusal' ? error.message : error);
  process.exit(1);
}
