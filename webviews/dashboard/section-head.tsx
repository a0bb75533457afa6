import type { ComponentChildren } from 'preact';
import type { Params } from '../../core/analyses/params.ts';
import type { ExportFormat } from '../../core/engine/engine-api.ts';
import { ParamsForm } from '../figure/params-form.tsx';
import type { FigureRequest, HostApi } from '../protocol.ts';
import { BesideIcon, EnlargeIcon, ExportIcon, SettingsIcon, ShrinkIcon } from './icons.tsx';
import { ParamChips } from './param-chips.tsx';
import { Popover } from './popover.tsx';

type Given = Readonly<Record<string, unknown>>;

interface Props {
  readonly host: HostApi;
  /** What is shown, in a word or two; read in the labels of the buttons. */
  readonly title: string;
  /** What stands for the title; the words themselves unless told. */
  readonly heading?: ComponentChildren;
  readonly request: (FigureRequest & { readonly colors: readonly number[] }) | null;
  /** None where there is nothing to be set. */
  readonly declared: Params;
  /** The parameters in the title line. */
  readonly chips: readonly string[];
  readonly given: Given;
  /** Whether it has the whole page; absent where it never has. */
  readonly isEnlarged?: boolean;
  onParams(given: Given): void;
  onEnlarge?(isEnlarged: boolean): void;
  /** Something could not be done: a sentence for the footer. */
  onTrouble(message: string): void;
}

const exports: readonly (readonly [ExportFormat, string])[] = [
  ['svg', 'SVG — vector figure'],
  ['pdf', 'PDF — vector figure'],
  ['png', 'PNG — picture'],
  ['csv', 'CSV — data'],
  ['npy', 'NPY — data'],
  ['json', 'JSON — data'],
];

/** The title line of a figure: its parameters, export and a way to a panel of its own. */
export function SectionHead(props: Props) {
  const { host, title, heading = title, request, declared, chips, given, onParams, onTrouble } = props;
  const { isEnlarged = false, onEnlarge } = props;
  const tell = (promise: Promise<unknown>) => promise.catch((error: Error) => onTrouble(error.message));
  return (
    <h2>
      {heading}
      <span class="title-end">
        <ParamChips declared={declared} names={chips} given={given} onChange={onParams} />
        <span class="tools">
          <Popover label={`${title}: all parameters`} icon={<SettingsIcon />}>
            {() => <ParamsForm params={declared} values={given} onChange={onParams} />}
          </Popover>
          <Popover label={`Export ${title.toLowerCase()}`} icon={<ExportIcon />} disabled={!request}>
            {(close) =>
              exports.map(([format, words]) => (
                <button
                  key={format}
                  type="button"
                  class="menu-item"
                  onClick={() => {
                    close();
                    if (request) tell(host.exportFigure({ ...request, format }));
                  }}
                >
                  {words}
                </button>
              ))
            }
          </Popover>
          <button
            type="button"
            class="icon-button"
            title="Open in a panel beside"
            aria-label={`Open ${title.toLowerCase()} in a panel beside`}
            disabled={!request}
            onClick={() => request && tell(host.openFigure(request))}
          >
            <BesideIcon />
          </button>
          {onEnlarge && (
            <button
              type="button"
              class="icon-button"
              title={isEnlarged ? 'Back beside the units (Escape)' : 'Enlarge'}
              aria-label={`Enlarge ${title.toLowerCase()}`}
              aria-pressed={isEnlarged}
              onClick={() => onEnlarge(!isEnlarged)}
            >
              {isEnlarged ? <ShrinkIcon /> : <EnlargeIcon />}
            </button>
          )}
        </span>
      </span>
    </h2>
  );
}
