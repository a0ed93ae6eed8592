/** Prints the closing line of `.ci/run` from the test runner's JSON report and ends with a status
 * that agrees with it: zero only if every step and every test passed, and at least one test ran. */
import { readFileSync } from 'node:fs';
import { argv, exit } from 'node:process';

const [, , reportPath = '', stepStatus = '1'] = argv;

const { passed, failed, skipped } = readCounts(reportPath);
const stepFailed = stepStatus !== '0';
// A failed step without a failed test (a lint error, a test file that does not load) still counts.
const failures = failed === 0 && (stepFailed || passed === 0) ? 1 : failed;
const tail = skipped > 0 ? `, ${skipped} skipped` : '';
console.log(`${passed} passed, ${failures} failed${tail}`);
exit(failures === 0 ? 0 : 1);

function readCounts(path) {
  const text = readFileSync(path, 'utf8');
  if (text === '') return { passed: 0, failed: 0, skipped: 0 };
  const report = JSON.parse(text);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
