import { expect, type Page } from '@playwright/test';
import axe, { type RunOnly } from 'axe-core';

/** WCAG 2.2, levels A and AA. */
const LEVELS: RunOnly = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
/** All that another scheme of colours changes. */
const COLOURS: RunOnly = { type: 'rule', values: ['color-contrast'] };

/** What axe holds against the page that is open, element by element, under the name of what was looked at. */
export async function expectNoBarriers(page: Page, what: string, onlyColours = false): Promise<void> {
  // Not as a script of the page: its content security policy refuses any but the product's own.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate(
    (runOnly) =>
      (window as unknown as { axe: typeof axe }).axe.run(document, {
        runOnly,
        // Style sheets are read where they stand; asking for them again would be refused as well.
        preload: false,
        resultTypes: ['violations', 'passes'],
      }),
    onlyColours ? COLOURS : LEVELS,
  );
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => {
      const why = (failureSummary ?? help).replace(/\s+/g, ' ');
      return `${id} at ${target.join(' ')}: ${why}`;
    }),
  );
  expect.soft(found, what).toEqual([]);
  // A page that axe did not see has nothing wrong with it either.
  expect(passes.length, `${what}: rules that apply`).toBeGreaterThan(onlyColours ? 0 : 5);
}
