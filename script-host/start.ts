import { register } from 'node:module';
import type { ScriptError } from './messages.ts';

// The entry of dist/script-start.js: Node imports it before a script (`--import`).
register('./script-hooks.js', import.meta.url);

process.on('uncaughtExceptionMonitor', (error: unknown) => {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  process.send?.({ neuropyxels: 'error', name, message, stack } satisfies ScriptError);
});

// When VS Code goes away, so does the script; but its end need not wait for VS Code.
process.on('disconnect', () => process.exit(1));
process.channel?.unref();
