// Imported before each file of tests (`--import`): the process of a file collects garbage once when its tests are over,
// for the reason that core/process/collect-before-end.ts tells.
import { after } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');
after(() => gc());
