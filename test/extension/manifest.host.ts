import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { catalogue } from '../../core/analyses/catalogue.ts';
import { activated } from './the-extension.ts';

export function manifestTests(): void {
  describe('the extension', () => {
    it('activates without reading anything', async () => {
      const { activationMs, log } = await activated();
      log.info(`measured in the host: activated in ${activationMs.toFixed(1)} ms`);
      // The promise is 50 ms on an idle machine; a busy one may take several times that, a thread or a file much more.
      assert.ok(activationMs < 500, `${activationMs} ms`);
    });

    it('starts the engine’s thread before anything is opened, because the workspace holds recordings', async () => {
      const { engineHost } = await activated();
      while (!engineHost.started) await new Promise((resolve) => setTimeout(resolve, 50));
    });

    it('registers every command that package.json names, one for each analysis among them', async () => {
      await activated();
      const extension = vscode.extensions.getExtension('neuropyxels.neuropyxels');
      const named: string[] = extension?.packageJSON.contributes.commands.map(
        ({ command }: { command: string }) => command,
      );
      const registered = new Set(await vscode.commands.getCommands(true));
      assert.deepEqual(
        named.filter((command) => !registered.has(command)),
        [],
      );
      for (const { id } of catalogue) assert.ok(named.includes(`neuropyxels.${id}`), id);
    });
  });
}
