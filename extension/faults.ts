import * as vscode from 'vscode';
import { isCancelled, isInputError, messageOf } from '../core/model/errors.ts';

/** Shows and logs what went wrong. One instance per window, so that a failing loop does not fill the screen. */
export class Faults {
  readonly #log: vscode.LogOutputChannel;
  readonly #shown = new Map<string, number>();

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
  }

  /**
   * Bad input is the user's to mend and is shown as its own sentence; a cancelled call is nothing; anything else is a
   * fault of ours: stack to the log, one sentence to the user. `doing` completes "NeuroPyxels could not …".
   */
  show(error: unknown, doing: string): void {
    if (isCancelled(error)) return;
    if (isInputError(error)) {
      this.#log.warn(error.message);
      this.#notify(error.message, []);
    } else {
      this.logFault(error, doing);
      this.#notify(`NeuroPyxels could not ${doing}: ${messageOf(error)}.`, ['Show Log']);
    }
  }

  /** For errors that a page shows by itself: bad input is noted, a fault is told to the user as well. */
  fromPage(error: unknown, doing: string): void {
    if (isInputError(error)) this.#log.info(`${doing}: ${error.message}`);
    else this.show(error, doing);
  }

  logFault(error: unknown, doing: string): void {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#log.error(`could not ${doing}\n${stack}`);
  }

  #notify(sentence: string, buttons: readonly string[]): void {
    const now = Date.now();
    if (now - (this.#shown.get(sentence) ?? 0) < 10_000) return;
    this.#shown.set(sentence, now);
    vscode.window.showErrorMessage(sentence, ...buttons).then(
      (chosen) => {
        if (chosen !== undefined) this.#log.show();
      },
      () => undefined,
    );
  }
}
