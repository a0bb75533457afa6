// `node scripts/notices.mjs`: writes ThirdPartyNotices.txt, the licences of every package that a bundle in dist/ holds
// code of, of the font and of the colour maps. The packages are read from esbuild's own account of what it bundled, never from a list.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { bundles, shared } from '../esbuild.mjs';
import { projectRoot } from './ensure-installed.mjs';

const target = 'ThirdPartyNotices.txt';
const permitted = /^\(?(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|Zlib|Unlicense|CC0-1\.0)\b/;
const rule = '-'.repeat(72);

process.chdir(projectRoot);
const folders = new Set();
for (const { entry, options } of bundles) {
  const { metafile } = await build({
    ...shared,
    ...options,
    entryPoints: [entry],
    write: false,
    outdir: 'dist',
    metafile: true,
  });
  // Outputs tell what was left after unused code was dropped; inputs would name more.
  for (const { inputs } of Object.values(metafile.outputs))
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file);
      if (found && bytesInOutput > 0) folders.add(found[0]);
    }
}

// An override of package.json puts this one in the place of packages that are not wanted: it has no code.
const isEmpty = (folder) =>
  JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).name === 'empty-npm-package';

const packages = [...folders]
  .filter((folder) => !isEmpty(folder))
  .map(describe)
  .sort((a, b) => a.title.localeCompare(b.title, 'en'));
const refused = packages.filter(({ licence }) => !permitted.test(licence));
if (refused.length > 0)
  throw new Error(
    `These packages may not be bundled: ${refused.map(({ title, licence }) => `${title} (${licence})`).join(', ')}.`,
  );

writeFileSync(
  target,
  `${[
    'NeuroPyxels for VS Code contains code of the packages below, the fonts Arimo and Tinos and colour maps of others. Each is used under its own licence.',
    ...packages.map(({ title, licence, text }) => `${rule}\n${title} (${licence})\n\n${text}`),
    `${rule}\nArimo and Tinos 1.23, Regular and Bold, cut down to Latin, Greek, punctuation, arrows and mathematical signs (Apache-2.0)\n\n${font()}`,
    `${rule}\nColour maps of matplotlib and of F. Crameri, fitted\n\n${readFileSync('core/figure/colormap-licences.txt', 'utf8').trim()}`,
  ].join('\n\n')}\n`,
);
console.log(`${target}: ${packages.length} packages and a font`);

function describe(folder) {
  const { name, version, license, homepage, author } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying|copyright)/i.test(each));
  const text = file
    ? readFileSync(path.join(folder, file), 'utf8')
    : `Copyright (c) ${typeof author === 'string' ? author : (author?.name ?? name)}\n\n${standardText(license, name)}`;
  return {
    title: `${name} ${version}${homepage ? `, ${homepage}` : ''}`,
    licence: typeof license === 'string' ? license : (license?.type ?? licenceIn(text)),
    text: text.replaceAll('\r\n', '\n').trim(),
  };
}

/** Some packages name their licence only in its text. */
function licenceIn(text) {
  return text.includes('Permission is hereby granted, free of charge') ? 'MIT' : 'no licence named';
}

/** For packages that come without the text of the licence they name. */
function standardText(license, name) {
  if (license !== 'MIT')
    throw new Error(`${name} holds no licence text, and ${license} has none of its own.`);
  const own = readFileSync('LICENSE', 'utf8');
  return own.slice(own.indexOf('Permission is hereby granted'));
}

function font() {
  const file = 'core/figure/fonts/LICENSE.txt';
  if (!existsSync(file)) throw new Error(`${file} is missing: the licence of the font must ship with it.`);
  return `© 2010-2012 Google Corporation\n\n${readFileSync(file, 'utf8').trim()}`;
}
