/**
 * The one palette of the product. `tokens.css` is rendered from it (a test keeps the two equal) and
 * Ant Design gets the same values, so that a plain page and a rich one look alike.
 */
export type ThemeName = 'light' | 'dark' | 'contrast';

export interface Palette {
  canvas: string;
  surface: string;
  raised: string;
  sunken: string;
  line: string;
  'line-strong': string;
  text: string;
  'text-2': string;
  'text-3': string;
  accent: string;
  'accent-text': string;
  'accent-soft': string;
  'on-accent': string;
  urgent: string;
  'urgent-soft': string;
  high: string;
  'high-soft': string;
  medium: string;
  'medium-soft': string;
  low: string;
  'low-soft': string;
  info: string;
  'info-soft': string;
  good: string;
  'good-soft': string;
  focus: string;
  shadow: string;
}

export const palettes: Record<ThemeName, Palette> = {
  light: {
    canvas: '#f4f5f5',
    surface: '#ffffff',
    raised: '#ffffff',
    sunken: '#eceeee',
    line: '#dcdfdf',
    'line-strong': '#868d8d',
    text: '#1b2121',
    'text-2': '#4a5353',
    'text-3': '#626b6b',
    accent: '#0b6b63',
    'accent-text': '#0a5f58',
    'accent-soft': '#e2f0ee',
    'on-accent': '#ffffff',
    urgent: '#a3122b',
    'urgent-soft': '#fbe9ec',
    high: '#9a3b00',
    'high-soft': '#fcefe5',
    medium: '#735600',
    'medium-soft': '#faf3dc',
    low: '#2f5a8c',
    'low-soft': '#e8f0f9',
    info: '#4a5353',
    'info-soft': '#eceeee',
    good: '#1d6b32',
    'good-soft': '#e5f3e8',
    focus: '#0b6b63',
    shadow: '0 1px 2px rgb(0 0 0 / 6%), 0 6px 20px rgb(0 0 0 / 8%)',
  },
  dark: {
    canvas: '#121616',
    surface: '#191e1e',
    raised: '#212727',
    sunken: '#0d1010',
    line: '#303838',
    'line-strong': '#758080',
    text: '#e6eaea',
    'text-2': '#b4bdbd',
    'text-3': '#949e9e',
    accent: '#3fb5a8',
    'accent-text': '#5cc9bd',
    'accent-soft': '#16312e',
    'on-accent': '#071a18',
    urgent: '#ff8a9b',
    'urgent-soft': '#3a161d',
    high: '#ffab78',
    'high-soft': '#38200f',
    medium: '#e5c765',
    'medium-soft': '#312a10',
    low: '#8fbdf0',
    'low-soft': '#16273b',
    info: '#b4bdbd',
    'info-soft': '#262d2d',
    good: '#83d096',
    'good-soft': '#142c1b',
    focus: '#5cc9bd',
    shadow: '0 1px 2px rgb(0 0 0 / 40%), 0 8px 24px rgb(0 0 0 / 45%)',
  },
  contrast: {
    canvas: '#ffffff',
    surface: '#ffffff',
    raised: '#ffffff',
    sunken: '#ffffff',
    line: '#000000',
    'line-strong': '#000000',
    text: '#000000',
    'text-2': '#000000',
    'text-3': '#1c1c1c',
    accent: '#003e38',
    'accent-text': '#003e38',
    'accent-soft': '#ffffff',
    'on-accent': '#ffffff',
    urgent: '#7d0018',
    'urgent-soft': '#ffffff',
    high: '#6b2600',
    'high-soft': '#ffffff',
    medium: '#4a3600',
    'medium-soft': '#ffffff',
    low: '#0b2f5c',
    'low-soft': '#ffffff',
    info: '#000000',
    'info-soft': '#ffffff',
    good: '#003d12',
    'good-soft': '#ffffff',
    focus: '#9b0064',
    shadow: '0 0 0 2px #000000',
  },
};

/** Series colours of charts, told apart by people with any of the common colour blindnesses; at most six. */
export const seriesColours: Record<ThemeName, readonly string[]> = {
  light: ['#0b6b63', '#c05a00', '#3c6fb0', '#8d4b8f', '#8a7200', '#5b6464'],
  dark: ['#3fb5a8', '#f0a05a', '#8fbdf0', '#d29ad4', '#d9c25a', '#aab3b3'],
  contrast: ['#003e38', '#8a3d00', '#0b2f5c', '#5a1a5c', '#4a3c00', '#333333'],
};

function block(selector: string, palette: Palette, scheme: string): string {
  const lines = Object.entries(palette).map(([name, value]) => `  --${name}: ${value};`);
  return `${selector} {\n  color-scheme: ${scheme};\n${lines.join('\n')}\n}\n`;
}

/** The text of `tokens.css`. */
export function renderTokens(): string {
  return [
    '/* Rendered from tokens.ts; `npx vitest run src/app/tokens.test.ts -u` renders it again. */\n',
    block(':root', palettes.light, 'light'),
    block(":root[data-theme='dark']", palettes.dark, 'dark'),
    block(":root[data-theme='contrast']", palettes.contrast, 'light'),
    `@media print {\n${block(':root,\n:root[data-theme]', palettes.light, 'light').replace(/^(?=.)/gm, '  ')}}\n`,
  ].join('\n');
}
