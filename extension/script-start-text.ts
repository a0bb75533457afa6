/** A commented starting point: the script of *New Analysis Script*. */
export function startingScript(dataset: string | null, units: readonly string[]): string {
  const folder = dataset ?? '/path/to/recording';
  const chosen = units.length > 0 ? `[${units.slice(0, 4).map(quoted).join(', ')}]` : 'ids.slice(0, 2)';
  return `// An analysis script. NeuroPyxels: Run Analysis Script runs it here; in a terminal: node script.mjs --out figures/
import { open, plot } from 'neuropyxels';

const recording = await open(${quoted(folder)});

// The unit table, a column per fact: ids, group, rateHz, peakChannel, depthUm, …
const { ids } = await recording.units({ quality: 'good' });
console.log(\`\${ids.length} good units: \${ids.join(', ')}\`);

// Every analysis is a method; parameters complete as you type, absent ones take their defaults.
const units = ${chosen};
const correlograms = await recording.correlogram(units, { binMs: 0.5, windowMs: 100 });
await plot(correlograms);

// The numbers: typed arrays, as docs/analyses.md describes them.
const { lagsMs, values } = correlograms.result;
console.log(\`\${lagsMs.length} bins, \${values.length} values\`);

// Files: .svg .pdf .png of the figure, .csv .npy .json of the numbers.
// await correlograms.save('correlograms.npy');

await recording.close();
`;
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
