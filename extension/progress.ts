import * as vscode from 'vscode';
import type { Call } from '../core/rpc/rpc.ts';

/**
 * Runs a task that can be cancelled. Nothing is shown for half a second; from then on a notification, or the bar of the
 * view named, says what is done. Cancel aborts the task's signal, which stops the engine's work.
 */
export async function withProgress<T>(
  title: string,
  task: (call: Call) => Promise<T>,
  where: { viewId?: string; afterMs?: number } = {},
): Promise<T> {
  const abort = new AbortController();
  let report: ((progress: { done: number | null; message?: string }) => void) | undefined;
  const result = task({ signal: abort.signal, progress: (progress) => report?.(progress) });
  const settled = result.then(
    () => undefined,
    () => undefined,
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), where.afterMs ?? 500);
  });
  const first = await Promise.race([settled, late]);
  clearTimeout(timer);
  if (first === 'late')
    await vscode.window.withProgress(
      {
        title,
        cancellable: true,
        location: where.viewId ? { viewId: where.viewId } : vscode.ProgressLocation.Notification,
      },
      async (shown, token) => {
        let doneSoFar = 0;
        report = ({ done, message }) => {
          const increment = done === null ? 0 : Math.max(0, 100 * done - doneSoFar);
          doneSoFar += increment;
          shown.report({ increment, ...(message === undefined ? {} : { message }) });
        };
        token.onCancellationRequested(() => abort.abort());
        await settled;
      },
    );
  return result;
}

/** An abort signal that follows VS Code's cancellation token. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const abort = new AbortController();
  if (token.isCancellationRequested) abort.abort();
  token.onCancellationRequested(() => abort.abort());
  return abort.signal;
}
