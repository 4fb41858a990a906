import type { Tone } from "../ui/notice.tsx";

/** What a series is painted in; which pattern comes from its place, so that colour never stands alone. */
export type Paint = Tone | "brand";

const solids: Record<Paint, string> = {
  brand: "var(--vk-link)",
  valid: "var(--vk-valid-solid)",
  attention: "var(--vk-attention-solid)",
  invalid: "var(--vk-invalid-solid)",
  pending: "var(--vk-pending-solid)",
  unknown: "var(--vk-unknown-solid)",
};

const marks = [
  null,
  <path key="/" d="M-2 2 2 -2M0 8 8 0M6 10 10 6" />,
  <path key="." d="M2 2h.01M6 6h.01" strokeWidth="3" strokeLinecap="round" />,
  <path key="x" d="M0 0 8 8M8 0 0 8" />,
  <path key="-" d="M0 4h8" />,
];

type Props = { id: string; paints: readonly Paint[] };

export const fillOf = (id: string, index: number): string => `url(#${id}-${index})`;

/** The fills of a chart, for its `<defs>`. */
export function Patterns({ id, paints }: Props) {
  return paints.map((paint, index) => (
    <pattern
      key={`${id}-${paint}-${index.toString()}`}
      id={`${id}-${index}`}
      width="8"
      height="8"
      patternUnits="userSpaceOnUse"
    >
      <rect width="8" height="8" fill={solids[paint]} data-solid="" />
      <g stroke="var(--mantine-color-body)" strokeWidth="1.5" fill="none">
        {marks[index % marks.length]}
      </g>
    </pattern>
  ));
}
