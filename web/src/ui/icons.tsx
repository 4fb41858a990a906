import type { ReactNode } from "react";

type Props = { size?: number };

/** Line icons on a 16 grid. Always beside a word or inside a labelled control, so hidden from assistive technology. */
function Svg({ size = 16, children }: Props & { children: ReactNode }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

const ring = <circle cx="8" cy="8" r="6.25" />;

export const CheckCircle = (props: Props) => (
  <Svg {...props}>
    {ring}
    <path d="m5.25 8.25 2 2 3.5-4" />
  </Svg>
);
export const Triangle = (props: Props) => (
  <Svg {...props}>
    <path d="M8 2 1.75 13.25h12.5z" />
    <path d="M8 6.5v3M8 11.5v.01" />
  </Svg>
);
export const XOctagon = (props: Props) => (
  <Svg {...props}>
    <path d="M5.4 1.75h5.2l3.65 3.65v5.2l-3.65 3.65H5.4L1.75 10.6V5.4z" />
    <path d="m6 6 4 4m0-4-4 4" />
  </Svg>
);
export const Clock = (props: Props) => (
  <Svg {...props}>
    {ring}
    <path d="M8 4.75V8l2.25 1.5" />
  </Svg>
);
export const Unknown = (props: Props) => (
  <Svg {...props}>
    <circle cx="8" cy="8" r="6.25" strokeDasharray="2.4 2.5" />
    <path d="M6.4 6.4a1.65 1.65 0 1 1 2.2 1.9c-.4.2-.6.5-.6.9M8 11.25v.01" />
  </Svg>
);
export const Unplugged = (props: Props) => (
  <Svg {...props}>
    {ring}
    <path d="M5.25 8h5.5" />
  </Svg>
);
export const Dots = (props: Props) => (
  <Svg {...props}>
    <path d="M3 8h.01M8 8h.01M13 8h.01" strokeWidth="2.25" />
  </Svg>
);
export const ChevronDown = (props: Props) => (
  <Svg {...props}>
    <path d="m4 6 4 4 4-4" />
  </Svg>
);
export const Menu = (props: Props) => (
  <Svg {...props}>
    <path d="M2.5 4h11M2.5 8h11M2.5 12h11" />
  </Svg>
);
export const Copy = (props: Props) => (
  <Svg {...props}>
    <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
    <path d="M3 10.5A1 1 0 0 1 2.5 9.500V3.500a1 1 0 0 1 1-1h6a1 1 0 0 1 .9.5" />
  </Svg>
);
export const Refresh = (props: Props) => (
  <Svg {...props}>
    <path d="M13.5 8a5.5 5.5 0 1 1-1.7-4" />
    <path d="M13.5 1.750v3h-3" />
  </Svg>
);
export const X = (props: Props) => (
  <Svg {...props}>
    <path d="m4 4 8 8m0-8-8 8" />
  </Svg>
);
export const Plus = (props: Props) => (
  <Svg {...props}>
    <path d="M8 3v10M3 8h10" />
  </Svg>
);
export const Search = (props: Props) => (
  <Svg {...props}>
    <circle cx="7" cy="7" r="4.5" />
    <path d="m10.5 10.5 3 3" />
  </Svg>
);
export const Eye = (props: Props) => (
  <Svg {...props}>
    <path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Z" />
    <circle cx="8" cy="8" r="1.75" />
  </Svg>
);
export const Pencil = (props: Props) => (
  <Svg {...props}>
    <path d="m3 13 .6-2.6 7.2-7.200a1.4 1.4 0 0 1 2 2L5.6 12.400z" />
  </Svg>
);
export const Trash = (props: Props) => (
  <Svg {...props}>
    <path d="M2.5 4.500h11M6 4.500v-2h4v2M4 4.500l.6 9h6.800l.6-9" />
  </Svg>
);
export const NoUndo = (props: Props) => (
  <Svg {...props}>
    <path d="M5.500 3 3 5.500 5.500 8M3 5.500h6a3.600 3.600 0 0 1 0 7.200H6M2.500 14 13.500 2.500" />
  </Svg>
);
export const Person = (props: Props) => (
  <Svg {...props}>
    <circle cx="8" cy="5.25" r="2.5" />
    <path d="M3 13.500a5 5 0 0 1 10 0" />
  </Svg>
);
export const Plug = (props: Props) => (
  <Svg {...props}>
    <path d="M5.5 2v3.500M10.5 2v3.500M3.5 5.500h9v2a4.5 4.5 0 0 1-9 0zM8 12v2.5" />
  </Svg>
);
export const Key = (props: Props) => (
  <Svg {...props}>
    <circle cx="5.5" cy="8" r="2.75" />
    <path d="M8.25 8h6M12 8v2.5" />
  </Svg>
);
export const Log = (props: Props) => (
  <Svg {...props}>
    <path d="M3 2.500h10v11H3zM5.5 5.500h5M5.5 8h5M5.5 10.500h3" />
  </Svg>
);
export const Shield = (props: Props) => (
  <Svg {...props}>
    <path d="M8 1.75 3 3.500V8c0 3 2.2 5.2 5 6.250C10.8 13.2 13 11 13 8V3.500z" />
  </Svg>
);
export const Flask = (props: Props) => (
  <Svg {...props}>
    <path d="M6.5 2v4.500L2.75 13.500h10.500L9.5 6.500V2M5.5 2h5M5 10.500h6" />
  </Svg>
);
export const Pause = (props: Props) => (
  <Svg {...props}>
    {ring}
    <path d="M6.5 5.75v4.500M9.500 5.75v4.500" />
  </Svg>
);
export const Play = (props: Props) => (
  <Svg {...props}>
    {ring}
    <path d="M6.75 5.500v5l3.750-2.500z" />
  </Svg>
);
export const People = (props: Props) => (
  <Svg {...props}>
    <circle cx="6" cy="5.5" r="2.25" />
    <path d="M1.75 13a4.250 4.250 0 0 1 8.500 0M10.5 3.500a2.250 2.250 0 0 1 0 4.100M11.750 9.250A4.250 4.250 0 0 1 14.250 13" />
  </Svg>
);
export const Window = (props: Props) => (
  <Svg {...props}>
    <rect x="2" y="3" width="12" height="10" rx="1.5" />
    <path d="M2 6h12M4.250 4.500h.01" />
  </Svg>
);
export const Home = (props: Props) => (
  <Svg {...props}>
    <path d="M2.500 7.250 8 2.500l5.500 4.750M4 6.250v7.250h8V6.250M6.750 13.500V9.750h2.500v3.750" />
  </Svg>
);
export const Star = (props: Props) => (
  <Svg {...props}>
    <path d="m8 2 1.800 3.800 4.200.5-3.100 2.900.8 4.100L8 11.250 4.300 13.300l.8-4.100L2 6.300l4.200-.5z" />
  </Svg>
);
export const Link = (props: Props) => (
  <Svg {...props}>
    <path d="M6.750 9.250a2.500 2.500 0 0 0 3.550 0l2.200-2.200a2.500 2.500 0 0 0-3.550-3.550l-.95.95M9.250 6.750a2.500 2.500 0 0 0-3.550 0l-2.200 2.200a2.500 2.500 0 0 0 3.550 3.550l.95-.95" />
  </Svg>
);
export const Tag = (props: Props) => (
  <Svg {...props}>
    <path d="M2.500 7.500v-5h5l6 6-5 5zM5.250 5.250h.01" />
  </Svg>
);
export const App = (props: Props) => (
  <Svg {...props}>
    <path d="M2.500 2.500h4.500v4.500H2.500zM9 2.500h4.500v4.500H9zM2.500 9h4.500v4.500H2.500zM11.250 9v4.500M9 11.250h4.500" />
  </Svg>
);
export const Bot = (props: Props) => (
  <Svg {...props}>
    <rect x="2.5" y="5" width="11" height="8.500" rx="2" />
    <path d="M8 5V2.500M6 8.500v1M10 8.500v1M.75 8.500v2M15.250 8.500v2" />
  </Svg>
);
export const Hand = (props: Props) => (
  <Svg {...props}>
    <path d="M2.500 3.500h11v7h-5L5.500 13.500v-3h-3zM6 7l1.500 1.500L10.250 5.750" />
  </Svg>
);
export const Rules = (props: Props) => (
  <Svg {...props}>
    <path d="M2.500 4h6M2.500 8h4M2.500 12h6M10.500 9.500l1.500 1.500 2.500-3.500M10.500 3.500l3 3M13.500 3.500l-3 3" />
  </Svg>
);

export const Chart = (props: Props) => (
  <Svg {...props}>
    <path d="M2.5 2v11.5H14M5.5 11V8M8.5 11V4.5M11.5 11V6.5" />
  </Svg>
);
export const Keyboard = (props: Props) => (
  <Svg {...props}>
    <rect x="1.75" y="4" width="12.5" height="8" rx="1.5" />
    <path d="M4.250 6.500h.01M6.750 6.500h.01M9.250 6.500h.01M11.750 6.500h.01M5 9.500h6" />
  </Svg>
);
