import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent: an ink blue. Neutrals carry everything else. */
const ink: MantineColorsTuple = [
  '#eef2fd',
  '#dbe3f8',
  '#b4c4ef',
  '#8ba4e7',
  '#6a88e0',
  '#4f71d8',
  '#3b5fd0',
  '#2d4fbd',
  '#2545a5',
  '#1b378a',
];

/** A red on which white keeps 4.5 : 1. */
const red: MantineColorsTuple = [
  '#fdecec',
  '#fad5d6',
  '#f3aaac',
  '#ec7d80',
  '#e2575b',
  '#d33a3f',
  '#c0262d',
  '#a61f25',
  '#8b191e',
  '#701317',
];

/** A cool grey whose steps keep the same contrast on both grounds. */
const dark: MantineColorsTuple = [
  '#d8dce4',
  '#b6bcc8',
  '#8f97a7',
  '#6b7385',
  '#434a59',
  '#323846',
  '#262b36',
  '#1b1f28',
  '#14171e',
  '#0e1015',
];

/** The look of EDITOR: 4 px grid, 8 px corners, hairlines rather than shadows, system fonts only. */
export const theme = createTheme({
  primaryColor: 'ink',
  // White on the accent keeps 4.5 : 1 in both themes.
  primaryShade: 6,
  colors: { ink, red, dark },
  defaultRadius: 8,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'Inter, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '20px' }, h2: { fontSize: '16px' }, h3: { fontSize: '14px' }, h4: { fontSize: '13px' } },
  },
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', comboboxProps: { transitionProps: { duration: 0 } } } },
    MultiSelect: { defaultProps: { size: 'xs', comboboxProps: { transitionProps: { duration: 0 } } } },
    Autocomplete: { defaultProps: { size: 'xs', comboboxProps: { transitionProps: { duration: 0 } } } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs', transitionDuration: 0 } },
    Switch: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Modal: {
      defaultProps: { transitionProps: { duration: 0 }, centered: true, overlayProps: { backgroundOpacity: 0.4 } },
      styles: { title: { fontWeight: 600 } },
    },
    Menu: { defaultProps: { transitionProps: { duration: 0 }, shadow: 'sm' } },
    Popover: { defaultProps: { transitionProps: { duration: 0 }, shadow: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 300, transitionProps: { duration: 0 }, withArrow: false } },
    Table: { defaultProps: { verticalSpacing: 8, horizontalSpacing: 12, highlightOnHover: true } },
  },
});
