import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderInShell } from '~/test/render';
import { Needs } from './Needs';

it('tells who came by an address that the page is not theirs', () => {
  renderInShell(<Needs action="agency.reorganise" />, '/', ['agency.read']);
  expect(screen.getByRole('alert').textContent).toContain('Bạn không được phép làm việc này.');
});

it('shows the page to whoever may', () => {
  const { container } = renderInShell(<Needs action="agency.reorganise" />, '/', ['agency.reorganise']);
  expect(container.querySelector('[role=alert]')).toBeNull();
});
