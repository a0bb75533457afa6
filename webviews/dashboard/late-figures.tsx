import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { messageOf } from '../../core/model/errors.ts';
import type { FigureSectionProps } from './figure-section-props.ts';
import { afterPaint } from './use-painted-mark.ts';

type Section = ComponentType<FigureSectionProps>;

let loading: Promise<Section> | undefined;

/** The code of figures: regl, the forms, the catalogue. More than half of the page, and nothing that header or table needs. */
function loadFigures(): Promise<Section> {
  loading ??= import('./figures.tsx').then(({ FigureSection, registerToolkit, warmMatrix }) => {
    registerToolkit();
    warmMatrix();
    return FigureSection;
  });
  return loading;
}

interface Props extends FigureSectionProps {
  /** Header and table are there, or will not be: the processor has time for figures. */
  readonly isTime: boolean;
}

/** A section of figures, once its code is there. */
export function LateFigures({ isTime, ...props }: Props) {
  const [Loaded, setLoaded] = useState<Section | null>(null);
  const { onTrouble } = props;
  useEffect(() => {
    if (!isTime || Loaded) return undefined;
    const load = () =>
      void loadFigures().then(
        (section) => setLoaded(() => section),
        (error: unknown) => onTrouble(`The figures cannot be shown: ${messageOf(error)}.`),
      );
    return afterPaint(load);
  }, [isTime, Loaded]);
  if (Loaded) return <Loaded {...props} />;
  return (
    <>
      <h2>{props.kind === 'waveforms' ? 'Waveforms' : 'Correlograms'}</h2>
      <div class="figure-area" aria-busy="true" />
    </>
  );
}
