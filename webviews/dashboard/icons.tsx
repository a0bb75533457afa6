import type { ComponentChildren } from 'preact';

/** Line icons on a 16 px grid, in the text's colour; decoration, so hidden from screen readers. */
const Icon = ({ children }: { children: ComponentChildren }) => (
  <svg
    class="icon"
    width="16"
    height="16"
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.1"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    {children}
  </svg>
);

export const SettingsIcon = () => (
  <Icon>
    <path d="M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6" />
    <circle cx="10" cy="4.5" r="1.8" />
    <circle cx="6" cy="11.5" r="1.8" />
  </Icon>
);
export const ExportIcon = () => (
  <Icon>
    <path d="M8 2.5v7.5M5 7.5l3 3 3-3M2.5 13.5h11" />
  </Icon>
);
export const BesideIcon = () => (
  <Icon>
    <path d="M2.5 2.5h11v11h-11zM8.5 2.5v11" />
  </Icon>
);
export const EnlargeIcon = () => (
  <Icon>
    <path d="M9.5 2.5h4v4M13.5 2.5l-4.5 4.5M6.5 13.5h-4v-4M2.5 13.5l4.5-4.5" />
  </Icon>
);
export const ShrinkIcon = () => (
  <Icon>
    <path d="M13.5 7h-4.5v-4.5M9 7l4.5-4.5M2.5 9h4.5v4.5M7 9l-4.5 4.5" />
  </Icon>
);
export const ColumnsIcon = () => (
  <Icon>
    <path d="M2.5 2.5h11v11h-11zM6.2 2.5v11M9.8 2.5v11" />
  </Icon>
);
export const ZoomInIcon = () => (
  <Icon>
    <path d="M8 3.5v9M3.5 8h9" />
  </Icon>
);
export const ZoomOutIcon = () => (
  <Icon>
    <path d="M3.5 8h9" />
  </Icon>
);
export const FitIcon = () => (
  <Icon>
    <path d="M8 2v12M5.5 4.5L8 2l2.5 2.5M5.5 11.5L8 14l2.5-2.5" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon>
    <path d="M4 4l8 8M12 4l-8 8" />
  </Icon>
);
export const PresentIcon = () => (
  <Icon>
    <path d="M3 8.5l3.2 3.2L13 4.8" />
  </Icon>
);
export const MissingIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="5" stroke-dasharray="1.6 2" />
  </Icon>
);
export const BrokenIcon = () => (
  <Icon>
    <path d="M8 2.2l6 11.3H2zM8 6.5v3.2M8 11.6v.1" />
  </Icon>
);
