import { createTheme, type MantineThemeOverride } from '@mantine/core';

/**
 * The theme of the components. Colours are in colors.css, as variables of both schemes: a style that the page wrote
 * at run time would be refused by its policy.
 */
export const theme: MantineThemeOverride = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  primaryColor: 'blue',
  defaultRadius: 'sm',
  cursorType: 'pointer',
});
