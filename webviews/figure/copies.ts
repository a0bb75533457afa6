import { analysisOf } from '../../core/analyses/catalogue.ts';
import { python, spikeInterface } from '../../core/analyses/run-words.ts';
import { isInputError } from '../../core/model/errors.ts';
import type { CopyAs, FigureRequest } from '../protocol.ts';

interface Copy {
  readonly value: CopyAs;
  readonly label: string;
}

const always: readonly Copy[] = [
  { value: 'cli', label: 'Copy as CLI — command line' },
  { value: 'script', label: 'Copy as Script — TypeScript' },
];

/** In which words this figure can be copied: in Python where npyx or SpikeInterface have an equivalent. */
export function copiesOf({ analysis, units, params }: FigureRequest): readonly Copy[] {
  const told = { analysis: analysisOf(analysis), dataset: '', units, params };
  const can = (words: () => string | null) => {
    try {
      return words() !== null;
    } catch (error) {
      // A form that is being filled in; the figure says what is wrong.
      if (isInputError(error)) return false;
      throw error;
    }
  };
  const anywhere = { acquisition: 'SpikeGLX', sorting: '' };
  return [
    ...always,
    ...(can(() => python(told)) ? [{ value: 'python' as const, label: 'Copy as Python (npyx)' }] : []),
    ...(can(() => spikeInterface(told, anywhere))
      ? [{ value: 'spikeinterface' as const, label: 'Copy as Python (SpikeInterface)' }]
      : []),
  ];
}
