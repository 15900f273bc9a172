import { act, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { ApiProblem } from '~/api/client';
import { sessionRenewed } from '~/api/signals';
import { renderInShell } from '~/test/render';
import { ProblemAlert } from './ProblemAlert';
import { RecordProblem } from './RecordProblem';

it('forgets that the session was over as soon as one has signed in again', () => {
  const ended = new ApiProblem({ status: 401, code: 'auth.session_ended' });
  const other = new ApiProblem({ status: 500, code: 'http.500' });
  renderInShell(
    <>
      <ProblemAlert problem={ended} onRetry={vi.fn()} />
      <ProblemAlert problem={other} />
    </>,
  );
  expect(screen.getAllByRole('alert')).toHaveLength(2);
  act(() => sessionRenewed.fire());
  expect(screen.getAllByRole('alert')).toHaveLength(1);
  expect(screen.queryByText('Phiên làm việc đã kết thúc.')).toBeNull();
  expect(screen.getByRole('button', { name: 'Thử lại' })).toBeTruthy();
});

it('leads back from a record of another agency, without trying again', () => {
  const list = { to: '/other', label: 'own list' };
  const show = (status: number, permissions: string[]) =>
    renderInShell(
      <RecordProblem
        problem={new ApiProblem({ status, code: status === 403 ? 'auth.forbidden' : 'http.500' })}
        action="duty.read"
        list={list}
        onRetry={vi.fn()}
      />,
      '/',
      permissions,
    );
  const elsewhere = show(403, ['duty.read']);
  expect(screen.getByRole('alert').textContent).toContain('thuộc cơ quan khác');
  expect(screen.getByRole('link', { name: 'own list' }).getAttribute('href')).toBe('/other');
  expect(screen.queryByRole('button', { name: 'Thử lại' })).toBeNull();
  elsewhere.unmount();
  const never = show(403, []);
  expect(screen.getByRole('alert').textContent).toContain('Bạn không được phép');
  expect(screen.queryByRole('button', { name: 'Thử lại' })).toBeNull();
  never.unmount();
  show(500, ['duty.read']);
  expect(screen.getByRole('button', { name: 'Thử lại' })).toBeTruthy();
});
