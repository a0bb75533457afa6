import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { changingTests } from './changing.host.ts';
import { dashboardTests } from './dashboard.host.ts';
import { manifestTests } from './manifest.host.ts';

interface Outcome {
  readonly title: string;
  /** null: skipped. */
  readonly ok: boolean | null;
  readonly ms?: number;
  readonly error?: string;
}

/**
 * The suite inside the extension host, for the served VS Code and for @vscode/test-electron alike: rejects when a test
 * fails, and writes what happened to $TEST_RESULTS.
 */
export async function run(): Promise<void> {
  console.log('##tests-begin');
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: class {} as never });
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis as never, '', mocha);
  manifestTests();
  dashboardTests();
  changingTests();
  const results: Outcome[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => results.push({ title: test.fullTitle(), ok: true, ms: test.duration ?? 0 }));
    runner.on('fail', (test, error: Error) =>
      results.push({ title: test.fullTitle(), ok: false, error: error.stack ?? String(error) }),
    );
    runner.on('pending', (test) => results.push({ title: test.fullTitle(), ok: null }));
  });
  for (const { title, ok, error } of results) console.log(`${ok ? 'ok' : 'FAIL'} ${title} ${error ?? ''}`);
  console.log('##tests-end');
  const file = process.env['TEST_RESULTS'];
  if (file) writeFileSync(file, JSON.stringify({ failures, results }, null, 2));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
