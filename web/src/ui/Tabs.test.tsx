import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { Tabs } from './Tabs';

it('opens the menu of tabs without room by a click and not by pointing at it, which a tap does too', async () => {
  const { container } = render(<Tabs items={[{ key: 'a', label: 'a' }]} />);
  const more = container.querySelector('.ant-tabs-nav-more') as HTMLElement;
  await userEvent.hover(more);
  // Longer than the library waits.
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(more.getAttribute('aria-expanded')).toBe('false');
  await userEvent.click(more);
  expect(more.getAttribute('aria-expanded')).toBe('true');
});
