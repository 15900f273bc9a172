import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createMemoryRouter, Link, Outlet, RouterProvider } from 'react-router';
import { expect, it, vi } from 'vitest';
import { inParts } from '../parts';
import { RouteFailure } from '../RouteFailure';
import { RouteProblem } from './RouteProblem';

const gone = new TypeError('error loading dynamically imported module: https://coloa.invalid/a.js');

function open(net: typeof RouteProblem) {
  const load = vi
    .fn<() => Promise<{ Component: () => React.ReactNode }>>()
    .mockResolvedValue({ Component: () => <p>the page</p> })
    .mockRejectedValueOnce(gone);
  const frame = (
    <>
      <Link to="/a?x=1">go</Link>
      <Outlet />
    </>
  );
  const children = inParts([
    { index: true, element: <p>first</p> },
    { path: 'a', lazy: load },
  ]);
  const router = createMemoryRouter([
    { path: '/', element: frame, children: [{ ErrorBoundary: net, children }] },
  ]);
  render(<RouterProvider router={router} />);
  return router;
}

it.each([RouteProblem, RouteFailure])(
  'opens a page at the second try when the server is back',
  async (net) => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const router = open(net);
    await userEvent.click(screen.getByText('go'));
    expect(await screen.findByText('Mất kết nối với máy chủ.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Tải lại trang' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Thử lại' }));
    expect(await screen.findByText('the page')).toBeTruthy();
    expect(router.state.location.search).toBe('?x=1');
  },
);
