import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { catalogue } from '../../core/analyses/catalogue.ts';
import { groupsOf } from '../../extension/analysis-groups.ts';
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
  // What can ask for a unit or recording by itself is offered by both.
  const asks = new Set(
    [...catalogue.map(({ id }) => id), 'analyse', 'openTraces', 'preprocess'].map(
      (id) => `neuropyxels.${id}`,
    ),
  );
  assert.deepEqual(
    clicked.flatMap(({ command }) =>
      command === undefined || hidden.has(command) || asks.has(command) ? [] : command,
    ),
    [],
  );
});

test('every analysis of units is in one submenu of a unit, and none is too long to be read', () => {
  const { menus, submenus } = contributed;
  const inSubmenus = submenus.flatMap(({ id }) => (menus[id] ?? []).map(({ command }) => command));
  const ofUnits = catalogue.filter(({ target }) => target !== 'recording');
  assert.deepEqual(inSubmenus.sort(), ofUnits.map(({ id }) => `neuropyxels.${id}`).sort());
  for (const { id } of submenus) {
    assert.ok((menus[id] ?? []).length <= 9, id);
    assert.ok(menus['webview/context']?.some(({ submenu }) => submenu === id));
    assert.ok(menus['view/item/context']?.some(({ submenu }) => submenu === id));
  }
});

test('the groups of the picker hold every analysis once, related ones together', () => {
  const groups = groupsOf(catalogue);
  const grouped = groups.flatMap(({ manifests }) => manifests.map(({ id }) => id));
  assert.deepEqual([...grouped].sort(), catalogue.map(({ id }) => id).sort());
  const groupOf = (id: string) =>
    groups.find(({ manifests }) => manifests.some((manifest) => manifest.id === id))?.id;
  assert.equal(groupOf('waveforms'), 'waveforms');
  assert.equal(groupOf('peak-channel'), 'waveforms');
  assert.equal(groupOf('correlogram'), 'pairs');
  assert.equal(groupOf('spike-train'), 'trains');
  assert.equal(groupOf('psth'), 'events');
  assert.equal(groupOf('metadata'), 'recording');
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
