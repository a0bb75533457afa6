import { renderToString } from 'preact-render-to-string';
import type { FirstAnswers } from '../protocol.ts';
import { mainStream } from './facts.ts';
import { Summary } from './summary.tsx';

/**
 * The header as the page will draw it, as HTML: on screen before the page's script has come. Its buttons do nothing until
 * the script has drawn it anew.
 */
export function headerHtml({ dataset, stream }: FirstAnswers): string {
  const shown = dataset.streams.find(({ id }) => id === stream) ?? mainStream(dataset);
  return renderToString(<Summary dataset={dataset} stream={shown} units={null} onStream={() => undefined} />);
}
