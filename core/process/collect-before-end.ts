import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Collects garbage once, as the last thing a program does. At its end Node waits for the threads that compile hot code;
 * when memory has just reached its limit they wait in turn for a collection, which the ending thread no longer makes, and
 * the program hangs for ever (https://github.com/nodejs/node/issues/54918; seen with Node 20.20, about once in some
 * thousand runs). After a collection there is room again. Takes some milliseconds.
 */
export function collectBeforeEnd(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}
