// First: the toolkit listens for the page's load as soon as it is evaluated.
import './late-load.ts';
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import type { HTMLAttributes, Ref } from 'preact';

/**
 * The one import of the toolkit (archived in 2025): pages use the elements below by tag, so that replacing it means
 * defining the same tags here. Only these are registered; custom elements, no React.
 */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeTextField(),
  );
}

/** What the toolkit's fields have in common once they live in the DOM. */
export type FieldElement = HTMLElement & { value: string; checked: boolean };

type Base = Omit<HTMLAttributes<HTMLElement>, 'ref'> & { ref?: Ref<FieldElement>; disabled?: boolean };

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'vscode-button': Base & { appearance?: 'primary' | 'secondary' | 'icon' };
      'vscode-checkbox': Base & { checked?: boolean };
      'vscode-dropdown': Base & { value?: string; position?: 'above' | 'below' };
      'vscode-option': Base & { value?: string; selected?: boolean };
      'vscode-progress-ring': Base;
      'vscode-text-field': Base & {
        value?: string;
        placeholder?: string;
        size?: number;
        readonly?: boolean;
        autofocus?: boolean;
      };
    }
  }
}
