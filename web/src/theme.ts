import { type CSSVariablesResolver, createTheme } from "@mantine/core";
import { returnFocus } from "./ui/return-focus.ts";
import { ui } from "./words/ui.ts";

const dialog = {
  lockScroll: false,
  closeButtonProps: { "aria-label": ui.close },
  onExitTransitionEnd: returnFocus,
};

/** Used by the app and, at build, to write the variables into a stylesheet (build/theme-css.ts). */
export const theme = createTheme({
  primaryColor: "brand",
  primaryShade: 7,
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  colors: {
    // Mantine's own greys give control borders of less than 3:1.
    gray: [
      "#F7F8FA",
      "#EDF0F3",
      "#DDE1E6",
      "#C9D0D6",
      "#8A939C",
      "#6B757F",
      "#5C6670",
      "#4A5560",
      "#333B43",
      "#1B1F24",
    ],
    dark: [
      "#E6E9ED",
      "#B4BDC7",
      "#A0A9B3",
      "#8A95A0",
      "#6B757F",
      "#282D33",
      "#1E2126",
      "#16181C",
      "#101215",
      "#0B0D0F",
    ],
    brand: [
      "#EEF2FF",
      "#DDE5FB",
      "#BBC9F2",
      "#96ABE8",
      "#758FDE",
      "#5B78D3",
      "#4763C4",
      "#3A52AD",
      "#304492",
      "#273878",
    ],
    danger: [
      "#FDE8E3",
      "#F9CFC7",
      "#F2A99C",
      "#E97F6E",
      "#DC5946",
      "#CB3A2B",
      "#BC281F",
      "#B3201B",
      "#971A16",
      "#7A1512",
    ],
  },
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  spacing: { xs: "4px", sm: "8px", md: "16px", lg: "24px", xl: "32px" },
  radius: { xs: "2px", sm: "6px", md: "8px", lg: "12px", xl: "16px" },
  components: {
    // Its placeholder is a focusable child that a menu may not have.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: dialog },
    Drawer: { defaultProps: dialog },
  },
});

type Pair = readonly [light: string, dark: string];

/** Mantine's own names where its contrast is too low, `--vk-*` for what it has no name for. */
const pairs: Record<string, Pair> = {
  "--mantine-color-body": ["#FFFFFF", "#16181C"],
  "--mantine-color-text": ["#1B1F24", "#E6E9ED"],
  "--mantine-color-bright": ["#1B1F24", "#E6E9ED"],
  "--mantine-color-dimmed": ["#5C6670", "#A0A9B3"],
  "--mantine-color-placeholder": ["#5C6670", "#A0A9B3"],
  "--mantine-color-error": ["#A3260F", "#FF9B85"],
  "--mantine-color-default": ["#FFFFFF", "#1E2126"],
  "--mantine-color-default-hover": ["#F0F2F5", "#282D33"],
  "--mantine-color-default-color": ["#1B1F24", "#E6E9ED"],
  "--mantine-color-default-border": ["#8A939C", "#6B757F"],
  "--mantine-color-disabled": ["#EDF0F3", "#282D33"],
  "--mantine-color-disabled-color": ["#5C6670", "#A0A9B3"],
  "--mantine-color-disabled-border": ["#C9D0D6", "#3A4149"],
  "--vk-surface": ["#F7F8FA", "#1E2126"],
  "--vk-line": ["#DDE1E6", "#32383F"],
  "--vk-link": ["#3A52AD", "#96ABE8"],
  "--vk-selected": ["#EEF2FF", "#232B44"],
  "--vk-valid-text": ["#00664B", "#5FD6AE"],
  "--vk-valid-tint": ["#E3F5EE", "#10302A"],
  "--vk-valid-solid": ["#00806A", "#2FB58A"],
  "--vk-attention-text": ["#7A4B00", "#F2C14E"],
  "--vk-attention-tint": ["#FFF1CF", "#33280D"],
  "--vk-attention-solid": ["#BF8200", "#F2C14E"],
  "--vk-invalid-text": ["#A3260F", "#FF9B85"],
  "--vk-invalid-tint": ["#FDE8E3", "#3D1A13"],
  "--vk-invalid-solid": ["#B3201B", "#EF6A5A"],
  "--vk-pending-text": ["#1F4E9E", "#9DBEFF"],
  "--vk-pending-tint": ["#E6EFFD", "#16253F"],
  "--vk-pending-solid": ["#2F5FD0", "#7FA6FF"],
  "--vk-unknown-text": ["#4A5560", "#B4BDC7"],
  "--vk-unknown-tint": ["#EDF0F3", "#282D33"],
  "--vk-unknown-solid": ["#87919B", "#8A95A0"],
};

const side = (index: 0 | 1) =>
  Object.fromEntries(Object.entries(pairs).map(([name, pair]) => [name, pair[index]]));

export const cssVariables: CSSVariablesResolver = () => ({
  variables: { "--mantine-line-height": "20px" },
  light: side(0),
  dark: side(1),
});
