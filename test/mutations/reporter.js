import { appendFileSync } from 'node:fs';

/** Writes a line for each spec that ran: in which project, how its tests came out, and why it could not be run. */
export default class {
  onTestResult({ context }, { testResults, testExecError, perfStats }) {
    const line = {
      project: context.config.displayName.name,
      seconds: perfStats.runtime / 1_000,
      fault: testExecError?.message,
      tests: testResults
        .filter(({ status }) => status === 'passed' || status === 'failed')
        .map(({ title, status, failureMessages }) => ({ title, status, failures: failureMessages })),
    };
    appendFileSync(process.env.MUTATIONS_RESULT, `${JSON.stringify(line)}\n`);
  }
}
