import { expect, it } from 'vitest';
import { palettes, renderTokens } from './tokens';

it('keeps tokens.css equal to the palette', async () => {
  await expect(renderTokens()).toMatchFileSnapshot('./tokens.css');
});

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (hi + 0.05) / (lo + 0.05);
}

// WCAG 2.2 AA: 4.5:1 for text (1.4.3), 3:1 for the outline of controls (1.4.11).
for (const [name, p] of Object.entries(palettes)) {
  it(`has readable text in the ${name} theme`, () => {
    for (const ground of [p.canvas, p.surface, p.raised, p.sunken]) {
      for (const ink of [p.text, p['text-2'], p['text-3'], p['accent-text'], p.urgent]) {
        expect(contrast(ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
      expect(contrast(p['line-strong'], ground)).toBeGreaterThanOrEqual(2.85);
    }
    for (const tone of ['urgent', 'high', 'medium', 'low', 'info', 'good'] as const) {
      expect(contrast(p[tone], p[`${tone}-soft`]), tone).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(p['on-accent'], p.accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(p['accent-text'], p['accent-soft'])).toBeGreaterThanOrEqual(4.5);
  });
}
