import assert from 'node:assert/strict';
import test from 'node:test';
import { correlogram } from '../../core/analyses/correlogram.ts';
import { commands, parseCommandLine } from '../../core/cli/command-line.ts';
import { commandHelp, programHelp } from '../../core/cli/help.ts';

test('--style- options are the style, whatever the analysis calls its own parameters', () => {
  const line = parseCommandLine([
    'correlogram',
    'rec',
    '--style-x-limits',
    '-20:20',
    '--style-theme=print',
    '--bin-ms',
    '1',
  ]);
  assert.ok(line.kind === 'run');
  assert.deepEqual(line.style, { xLimits: '-20:20', theme: 'print' });
  assert.deepEqual(line.params, { binMs: '1' });
});

test('an unknown setting is answered with those there are, and a job draws no figure', () => {
  assert.throws(() => parseCommandLine(['units', 'rec', '--style-colour', 'red']), {
    name: 'ParameterError',
    message: /--style-colour: unknown; expected one of --style-theme, --style-title/,
  });
  assert.throws(
    () => parseCommandLine(['preprocess', 'rec', '--style-theme', 'print']),
    /--style-theme: preprocess draws no figure/,
  );
});

test('the help gives no unit to what is a choice of units, and calls numbers what they are', () => {
  assert.match(commandHelp(correlogram), /--show-hz .+\[true, false; default false\]/);
  assert.match(programHelp([]), /--style-x-ticks .+\[numbers separated by commas; default none\]/);
  assert.match(programHelp([]), /--style-x-tick-labels .+\[names separated by commas; default none\]/);
});

test('the help lists every setting with its unit', () => {
  const help = programHelp(commands);
  assert.match(help, /--style-width-mm +Width of the figure on paper\. \[1 to 5000; default none/);
  assert.match(help, /--style-x-scale-bar +Horizontal scale bar/);
});
