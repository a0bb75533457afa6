import assert from 'node:assert/strict';
import test from 'node:test';
import { styledFigure } from '../../webviews/figure/styled-figure.ts';
import { heatMap } from '../figure/samples.ts';

test('a figure nobody styled is the one that came, so that nothing is laid out anew', () => {
  const figure = heatMap();
  assert.equal(styledFigure(figure, undefined).figure, figure);
  assert.equal(styledFigure(figure, {}).figure, figure);
  assert.deepEqual(styledFigure(null, { title: 'x' }), { figure: null, style: null, error: null });
});

test('what the form says is applied; what does not suit the figure is told and leaves it as drawn', () => {
  const figure = heatMap();
  assert.equal(styledFigure(figure, { title: 'Fig. 2b', xTicks: ['0', '100'] }).figure!.title, 'Fig. 2b');
  const refused = styledFigure(figure, { title: 'Fig. 2b', colormap: 'sunset' });
  assert.equal(refused.figure, figure);
  assert.match(refused.error!, /^Style: colormap: no colour map 'sunset'/);
});
