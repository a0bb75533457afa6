// `npm run package`: builds and packs neuropyxels-<version>.vsix, and refuses to if it holds what it should not.
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled, projectRoot, runNode } from './ensure-installed.mjs';

const LIMIT_MB = 5;

/** VS Code shows no pictures and follows no links of a README to files beside it. */
const readme = 'dist/README.md';
/** Bundles need no node_modules. */
const vsceOptions = ['--no-dependencies', '--allow-missing-repository', '--readme-path', readme];

ensureInstalled();
process.chdir(projectRoot);
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const vsix = `${name}-${version}.vsix`;

runNode(['esbuild.mjs', '--clean', '--types']);
runNode(['scripts/notices.mjs']);
writeFileSync(readme, withoutFiles(readFileSync('README.md', 'utf8')));
rmSync(vsix, { force: true });
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  ['node_modules/@vscode/vsce/vsce', 'package', ...vsceOptions, '--out', vsix],
  { encoding: 'utf8' },
);
const said = `${stdout}${stderr}`.trim();
if (status !== 0) throw new Error(`vsce could not pack the extension:\n${said}`);

const faults = [...warningsIn(said), ...faultsInBundles('dist'), ...faultsInPackage()];
if (faults.length > 0) {
  rmSync(vsix, { force: true });
  throw new Error(`${vsix} was not kept:\n  ${faults.join('\n  ')}`);
}
console.log(said);

function withoutFiles(markdown) {
  return markdown
    .replace(/^\| \| \|\n\|---\|---\|\n(?:\|.*\n)*\n/gm, '')
    .replace(/^!\[.*\]\(docs\/.*\)\n\n/gm, '')
    .replace(/\[([^\]]+)\]\((?!https?:)[^)]+\)/g, '$1');
}

function warningsIn(text) {
  return text.split('\n').filter((line) => /warning/i.test(line));
}

/** Source maps and React, which npm installs for the toolkit's sake, must not ship. */
function faultsInBundles(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.js'))
    .flatMap((file) => {
      const text = readFileSync(path.join(folder, file), 'utf8');
      return [
        ...(text.includes('sourceMappingURL=data:') ? [`${file} holds a source map`] : []),
        ...(/react\.production|react-dom/.test(text) ? [`${file} holds React`] : []),
      ];
    });
}

function faultsInPackage() {
  const listed = execFileSync(
    process.execPath,
    ['node_modules/@vscode/vsce/vsce', 'ls', '--no-dependencies'],
    {
      encoding: 'utf8',
    },
  );
  const foreign = listed
    .split('\n')
    .filter((file) =>
      /\.map$|(?<!\.d)\.tsx?$|^(test|node_modules|scripts|core|webviews|extension)\//.test(file),
    );
  const megabytes = statSync(vsix).size / 1e6;
  return [
    ...foreign.map((file) => `${file} must not ship`),
    ...(megabytes > LIMIT_MB ? [`it has ${megabytes.toFixed(1)} MB, more than ${LIMIT_MB}`] : []),
  ];
}
