import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { catalogue } from '../../core/analyses/catalogue.ts';
import { contributes } from '../../extension/contributes.ts';

const contributed = contributes(catalogue);
const commands = new Set(contributed.commands.map(({ command }) => command));

test('every menu entry, key and link of a welcome text names a command that exists', () => {
  const inMenus = Object.values(contributed.menus).flatMap((entries) =>
    entries.flatMap(({ command }) => command ?? []),
  );
  const inKeys = contributed.keybindings.map(({ command }) => command);
  const texts = JSON.stringify([contributed.viewsWelcome, contributed.walkthroughs]);
  const linked = [...texts.matchAll(/\(command:(neuropyxels\.[\w.-]+)\)/g)].map(
    (match) => match[1] as string,
  );
  // `<view>.focus` is made by VS Code for every view.
  const unknown = [...inMenus, ...inKeys, ...linked].filter(
    (command) => !commands.has(command) && !command.endsWith('.focus'),
  );
  assert.deepEqual(unknown, []);
});

test('commands that need a clicked unit or result are not offered by the palette', () => {
  const { menus } = contributed;
  const hidden = new Set(
    menus['commandPalette']?.filter(({ when }) => when === 'false').map(({ command }) => command),
  );
  const clicked = [...(menus['webview/context'] ?? []), ...(menus['view/item/context'] ?? [])];
  assert.ok(clicked.length > 6);
  assert.deepEqual(
    clicked.flatMap(({ command }) => (command === undefined || hidden.has(command) ? [] : command)),
    [],
  );
});

test('settings are read by somebody, and described', () => {
  const sources = readdirSync('extension')
    .filter((file) => file !== 'contributes-settings.ts')
    .map((file) => readFileSync(path.join('extension', file), 'utf8'))
    .join('\n');
  const [configuration] = contributed.configuration;
  for (const [key, { markdownDescription, scope }] of Object.entries(configuration?.properties ?? {}) as [
    string,
    { markdownDescription: string; scope: string },
  ][]) {
    assert.ok(markdownDescription.length > 20 && scope, key);
    const [analysis, param] = key.split('.').slice(1);
    const ofAnalysis = catalogue.some(({ id, params }) => id === analysis && param && param in params);
    assert.ok(ofAnalysis || sources.includes(`'${key.replace('neuropyxels.', '')}'`), `${key} is never read`);
  }
});

test('every picture that package.json names is there', () => {
  const named = [...JSON.stringify(contributed).matchAll(/"(\.?\/?media\/[^"]+)"/g)].map(
    (match) => match[1] as string,
  );
  assert.ok(named.length > 5);
  assert.deepEqual(
    named.filter((file) => !existsSync(file)),
    [],
  );
});

test('texts use only the marks that VS Code draws there: none in a view, doubled backticks in a walkthrough', () => {
  for (const { contents } of contributed.viewsWelcome) assert.doesNotMatch(contents, /[`*_]{1}\S/);
  for (const { steps, description } of contributed.walkthroughs) {
    assert.ok(description.length < 60, 'a longer one is cut off');
    for (const step of steps)
      assert.doesNotMatch(step.description, /(^|[^`])`(?!`)|(^|[^*])\*(?!\*)/, step.id);
  }
});
